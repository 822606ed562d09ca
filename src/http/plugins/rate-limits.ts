// Rate limits per caller: generous for work, tight where passwords are tried. Routes name a tighter one in `config.rateLimit`.
import rateLimit from '@fastify/rate-limit';
import fp from 'fastify-plugin';
import { Problem } from '../problems.ts';

/** Sign-in and passwords: 5 tries a minute from one address. */
export const PASSWORD_LIMIT = { max: 5, timeWindow: '1 minute' };

/** A provider sends for all businesses from few addresses: 300 a second is far above what one process takes. */
export const WEBHOOK_LIMIT = { max: 18_000, timeWindow: '1 minute' };

export const rateLimits = fp(
  async (app) => {
    await app.register(rateLimit, {
      global: true,
      max: 600,
      timeWindow: '1 minute',
      errorResponseBuilder: (_request, { ttl, max }) =>
        new Problem(
          429,
          'Too many requests',
          `At most ${max} requests are allowed here in this time. Try again in ${Math.ceil(ttl / 1_000)} s.`,
          {
            retryAfterSeconds: Math.ceil(ttl / 1_000),
          },
        ),
    });
  },
  { name: 'rate-limits' },
);
