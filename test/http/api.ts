// The API on a database and a namespace of its own, for tests that inject requests into it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { connect } from '../../src/db/connections.ts';
import { createVault, type Vault } from '../../src/db/encryption.ts';
import { createWithBusiness, type Database, type WithBusiness } from '../../src/db/tenancy.ts';
import { buildApp } from '../../src/http/app.ts';
import { type Auth, createAuth } from '../../src/http/auth.ts';
import { createEventFeed } from '../../src/http/live/event-feed.ts';
import { createJobsHealth } from '../../src/jobs/health.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createLocalDisk } from '../../src/providers/storage/local-disk.ts';
import type { FileStorage } from '../../src/providers/storage/storage.ts';
import { createCloudApi } from '../../src/providers/whatsapp/cloud-api.ts';
import { startWhatsappSandbox } from '../../src/sandbox/whatsapp-cloud.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createTestDatabase, type TestDatabase } from '../support/databases.ts';
import { createTestNamespace } from '../support/namespaces.ts';

export interface TestApi {
  app: FastifyInstance;
  /** Every route of it, as `GET /api/leads/:leadId`. */
  routes: ReadonlySet<string>;
  databases: TestDatabase;
  system: Database;
  withBusiness: WithBusiness;
  auth: Auth;
  vault: Vault;
  storage: FileStorage;
  client: Client;
  /** For the seeds' webhook. */
  internalSecret: string;
  /** A second instance on the same database, as another replica would be. @param temporal its own way to Temporal */
  another(temporal?: Client): Promise<FastifyInstance>;
  close(): Promise<void>;
}

const SECRET = 'a secret of the tests, long enough';

/** Of the form of a VAPID key. */
export const PUSH_KEY = `B${'a'.repeat(86)}`;

/** `LOG_LEVEL=debug` shows what it says. */
export async function buildTestApi(): Promise<TestApi> {
  const [databases, client, dataDir, sandbox] = await Promise.all([
    createTestDatabase(),
    createTestNamespace(),
    mkdtemp(join(tmpdir(), 'prosaas-api-')),
    startWhatsappSandbox({ appSecret: SECRET, webhookUrl: 'http://127.0.0.1:9/' }),
  ]);
  const appRole = connect(databases.appUrl, { name: 'test-api', max: 10 });
  const systemRole = connect(databases.systemUrl, { name: 'test-api-system', max: 5 });
  const authRole = connect(databases.authUrl, { name: 'test-api-auth', max: 3 });
  const log = createLog('api', process.env.LOG_LEVEL ?? 'silent');
  const withBusiness = createWithBusiness(appRole.database);
  const system = systemRole.database;
  const publicUrl = 'http://127.0.0.1:5000';
  const parts = {
    withBusiness,
    system,
    auth: createAuth(authRole.database, { secret: SECRET, publicUrl, production: false }),
    vault: createVault(SECRET),
    storage: createLocalDisk(join(dataDir, 'files')),
  };
  const closing: (() => Promise<unknown>)[] = [];

  async function build(temporal = client): Promise<FastifyInstance> {
    const feed = createEventFeed(databases.appUrl, withBusiness, log);
    const app = await buildApp({
      ...parts,
      jobs: createJobs({ client: temporal, system, log }),
      jobsHealth: createJobsHealth(temporal, system),
      feed,
      describeNumber: (phoneNumberId, accessToken) =>
        createCloudApi({ baseUrl: sandbox.url, phoneNumberId, accessToken }).describeNumber(),
      checks: { postgres: () => appRole.pool.query('select 1'), temporal: () => temporal.connection.ensureConnected() },
      log,
      metrics: createMetrics('api'),
      settings: {
        production: false,
        publicUrl,
        internalSecret: SECRET,
        whatsappAppSecret: SECRET,
        whatsappVerifyToken: SECRET,
        push: { publicKey: PUSH_KEY, allowedOrigin: undefined },
      },
    });
    closing.push(async () => {
      await feed.close();
      await app.close();
    });
    return app;
  }

  const { result: app, routes } = await collectingRoutes(build);
  return {
    app,
    routes,
    databases,
    client,
    internalSecret: SECRET,
    ...parts,
    another: build,
    async close() {
      await Promise.all(closing.map((close) => close()));
      await Promise.all([appRole.close(), systemRole.close(), authRole.close(), client.connection.close()]);
      await sandbox.close();
      await databases.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Fastify announces each new instance, which is the only moment before its first route. */
async function collectingRoutes<Result>(build: () => Promise<Result>) {
  const routes = new Set<string>();
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${url}`);
    });
  };
  subscribe('fastify.initialization', listen);
  const result = await build();
  unsubscribe('fastify.initialization', listen);
  return { result, routes };
}
