// Health and metrics of a role that serves nothing else.
import fastify from 'fastify';

export interface HealthServerOptions {
  host: string;
  /** 0 = free; the address it got is returned. */
  port: number;
  /** What the role cannot work without, by name. */
  checks: Record<string, () => Promise<unknown>>;
  metrics(): Promise<string>;
}

/** `/healthz`: alive. `/readyz`: every check passes. `/metrics`: Prometheus. */
export async function startHealthServer({
  host,
  port,
  checks,
  metrics,
}: HealthServerOptions): Promise<{ url: string; close(): Promise<void> }> {
  const app = fastify();
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await runChecks(checks);
    const ready = Object.values(results).every((result) => result === 'ok');
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', ...results });
  });
  app.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4').send(await metrics()));
  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}

/** Runs each check with a deadline of 2 s. @returns `ok` or `unreachable` by name */
export async function runChecks(
  checks: Record<string, () => Promise<unknown>>,
): Promise<Record<string, 'ok' | 'unreachable'>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const deadline = AbortSignal.timeout(2_000);
      const late = new Promise((_, reject) => deadline.addEventListener('abort', () => reject(deadline.reason)));
      const outcome = await Promise.race([check(), late]).then(
        () => 'ok' as const,
        () => 'unreachable' as const,
      );
      return [name, outcome] as const;
    }),
  );
  return Object.fromEntries(results);
}
