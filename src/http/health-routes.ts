// Health, readiness, metrics and the job system's health.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { TASK_QUEUES } from '../jobs/task-queues.ts';
import type { ApiDependencies } from './dependencies.ts';
import { runChecks } from './health-server.ts';
import { unauthorized } from './problems.ts';

const counts = z.object({
  queued: z.number().describe('Tasks no worker has taken yet'),
  started: z.number().describe('Workflows running now'),
  finished: z.number().describe('Workflows completed in the last 24 h'),
  failed: z.number().describe('Workflows failed, timed out or terminated in the last 24 h'),
  oldest_waiting_seconds: z.number().describe('Age of the oldest task no worker has taken yet; 0 when none waits'),
  pollers: z.number().describe('Workers that take work from the queue'),
});

const instant = z.iso.datetime();

const scheduler = z.object({
  last_tick: instant
    .nullable()
    .describe('The nominal time of the latest run a schedule started; Temporal fires it, with or without a scheduler'),
  lock_held: z
    .boolean()
    .describe('A scheduler made its round within the last 90 s. There is no lock any more: any number may run at once'),
  lock_ttl: z.number().describe('Seconds until a silent scheduler counts as gone'),
  schedules: z.array(
    z.object({
      id: z.string(),
      paused: z.boolean(),
      last_run: instant.nullable().describe('The nominal time of its latest run'),
      next_run: instant.nullable(),
      late_seconds: z.number().describe('How long ago a run was due that has not been started'),
    }),
  ),
});

const jobsHealthSchema = z.object({
  queues: z.object(Object.fromEntries(TASK_QUEUES.map((queue) => [queue, counts]))),
  scheduler,
  alerts: z
    .array(z.object({ key: z.string(), summary: z.string(), since: instant }))
    .describe('What is wrong right now, as a scheduler saw it'),
  status: z
    .enum(['healthy', 'degraded', 'unhealthy'])
    .describe('degraded: it works, but no scheduler runs or something is wrong; unhealthy: the figures cannot be had'),
  error: z.string().optional(),
});

export const healthRoutes: FastifyPluginAsync<ApiDependencies> = async (
  plain,
  { checks, jobsHealth, metrics, settings },
) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get('/healthz', { schema: { hide: true }, config: { rateLimit: false } }, async () => ({ status: 'ok' }));

  app.get('/readyz', { schema: { hide: true }, config: { rateLimit: false } }, async (_request, reply) => {
    const { postgres, temporal } = await runChecks(checks);
    return reply.code(postgres === 'ok' ? 200 : 503).send({
      status: postgres === 'ok' ? 'ready' : 'not ready',
      postgres,
      temporal: temporal === 'ok' ? 'ok' : 'degraded',
    });
  });

  app.get(
    '/metrics',
    { schema: { hide: true }, config: { rateLimit: false }, preHandler: operator },
    async (_request, reply) => reply.type('text/plain; version=0.0.4').send(await metrics.text()),
  );

  app.get(
    '/api/jobs/health',
    {
      preHandler: operator,
      schema: {
        tags: ['jobs'],
        summary: 'What waits, runs and ended in the last 24 h',
        response: { 200: jobsHealthSchema, 503: jobsHealthSchema },
      },
    },
    async (_request, reply) => {
      const health = await jobsHealth();
      return reply.code(health.status === 'unhealthy' ? 503 : 200).send(health);
    },
  );

  /** Open outside production; there, for those who know INTERNAL_SECRET, or a system administrator's session. */
  async function operator(request: FastifyRequest): Promise<void> {
    if (!settings.production || knowsSecret(request, settings.internalSecret)) return;
    if (request.headers['x-internal-secret'] !== undefined) throw unauthorized('X-Internal-Secret is wrong.');
    await app.systemAdmin(request);
  }
};

/** Compared in constant time. */
export function knowsSecret(request: FastifyRequest, secret: string): boolean {
  const given = request.headers['x-internal-secret'];
  if (typeof given !== 'string' || secret === '') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
