// The API: plugins, then one file per resource. Handlers validate, write, start; nothing else.
import helmet from '@fastify/helmet';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ApiDependencies } from './dependencies.ts';
import { healthRoutes } from './health-routes.ts';
import { access } from './plugins/access.ts';
import { apiReference } from './plugins/api-reference.ts';
import { rateLimits } from './plugins/rate-limits.ts';
import { silentConnections } from './plugins/silent-connections.ts';
import { webPage } from './plugins/web-page.ts';
import { answerWithProblems } from './problems.ts';
import { resourceRoutes } from './routes/index.ts';
import { traceIdOf } from './trace-id.ts';
import { cloudWebhook } from './webhooks/cloud.ts';
import { seedsWebhook } from './webhooks/seeds.ts';

/** Everything but the listening: tests inject requests into it. */
export async function buildApp(dependencies: ApiDependencies): Promise<FastifyInstance> {
  const { log, metrics, auth, system } = dependencies;
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // One line a request, written below with its route and trace.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: traceIdOf,
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    // One hop: the proxy in front of the container. Without it rate limits would see one client.
    trustProxy: dependencies.settings.production ? (_address, hop) => hop < 1 : false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerWithProblems(app);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requestEnded(request.method, route, reply.statusCode, reply.elapsedTime);
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      traceId: request.id,
    };
    if (reply.statusCode >= 500) log.warn(line, 'request');
    else log.debug(line, 'request');
  });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // A connection kept alive past this answer would hold the drain up until it times out.
    if (closing) reply.header('connection', 'close');
  });

  await app.register(silentConnections);
  await app.register(helmet, { contentSecurityPolicy: { directives: CONTENT_SECURITY } });
  await app.register(rateLimits);
  await app.register(apiReference);
  await app.register(access, { auth, system });
  await app.register(healthRoutes, dependencies);
  await app.register(seedsWebhook, { ...dependencies, prefix: '/webhook/whatsapp/incoming' });
  await app.register(cloudWebhook, { ...dependencies, prefix: '/webhook/whatsapp/cloud' });
  await app.register(resourceRoutes, { ...dependencies, prefix: '/api' });
  await app.register(webPage);
  return app;
}

const CONTENT_SECURITY = {
  defaultSrc: ["'self'"],
  // The API reference draws with inline styles.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};
