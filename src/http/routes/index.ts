// Every resource under /api.
import type { FastifyPluginAsync } from 'fastify';
import type { ApiDependencies } from '../dependencies.ts';

export const resourceRoutes: FastifyPluginAsync<ApiDependencies> = async (_app, _dependencies) => {};
