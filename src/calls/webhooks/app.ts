// The calls role's HTTP: voice webhooks, health, metrics. Streams are upgrades on the same server.
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { knowsSecret } from '../../http/health-routes.ts';
import { runChecks } from '../../http/health-server.ts';
import { silentConnections } from '../../http/plugins/silent-connections.ts';
import { answerWithProblems, unauthorized } from '../../http/problems.ts';
import { traceIdOf } from '../../http/trace-id.ts';
import { afterRoutes } from './after.ts';
import type { VoiceDependencies } from './dependencies.ts';
import { incomingRoutes } from './incoming.ts';
import { newsRoutes } from './news.ts';
import { takeTwilioRequests } from './twilio-request.ts';

/** Everything but the listening and the streams. */
export async function buildVoiceApp(dependencies: VoiceDependencies): Promise<FastifyInstance> {
  const { log, metrics } = dependencies;
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: traceIdOf,
    bodyLimit: 64 * 1024,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  answerWithProblems(app);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requestEnded(request.method, route, reply.statusCode, reply.elapsedTime);
    const line = { route, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime), traceId: request.id };
    if (reply.statusCode >= 500) log.warn(line, 'request');
    else log.debug(line, 'request');
  });
  await app.register(silentConnections);
  healthRoutes(app, dependencies);
  await app.register(
    async (webhooks) => {
      takeTwilioRequests(webhooks, dependencies.settings);
      incomingRoutes(webhooks, dependencies);
      newsRoutes(webhooks, dependencies);
      afterRoutes(webhooks, dependencies);
    },
    { prefix: '/webhook' },
  );
  return app;
}

/** Ready with Postgres and ears, without Temporal; not any more once it drains, so that new calls go to another process. */
function healthRoutes(app: FastifyInstance, { checks, admission, metrics, settings }: VoiceDependencies): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { postgres, temporal, voices } = await runChecks(checks);
    const isReady = postgres === 'ok' && voices === 'ok';
    const status = admission.isClosed ? 'draining' : isReady ? 'ready' : 'not ready';
    return reply
      .code(status === 'ready' ? 200 : 503)
      .send({ status, postgres, voices, temporal: temporal === 'ok' ? 'ok' : 'degraded' });
  });
  app.get('/metrics', async (request, reply) => {
    // The port is Twilio's way in from outside.
    if (settings.production && !knowsSecret(request, settings.internalSecret)) {
      throw unauthorized('X-Internal-Secret is missing or wrong.');
    }
    return reply.type('text/plain; version=0.0.4').send(await metrics.text());
  });
}
