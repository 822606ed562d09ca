// The web page at `/`, built from console/ by Vite.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fp from 'fastify-plugin';

const BUILT = fileURLToPath(new URL('../../../console/dist', import.meta.url));

export const webPage = fp(
  async (app) => {
    // The API is useful without it: tests and a bare deployment need no built page.
    if (!existsSync(BUILT)) {
      app.log.warn('the web page is not built: npm run build:console');
      return;
    }
    await app.register(fastifyStatic, { root: BUILT, wildcard: false });
  },
  { name: 'web-page' },
);
