// The worker role: runs workflows and activities. Serves nothing but its own health and metrics.
import { createAfterCallActivities } from '../../activities/after-call.ts';
import { createCallActivities } from '../../activities/calls.ts';
import { createConversationActivities } from '../../activities/conversations.ts';
import { createGreetingActivities } from '../../activities/greetings.ts';
import { createHousekeepingActivities } from '../../activities/housekeeping.ts';
import { createMissedCallActivities } from '../../activities/missed-calls.ts';
import { createNotificationActivities } from '../../activities/notifications.ts';
import { createRecordingActivities } from '../../activities/recordings.ts';
import { createReminderActivities } from '../../activities/reminders.ts';
import { createRetentionActivities } from '../../activities/retention.ts';
import { createSessionActivities } from '../../activities/sessions.ts';
import { createWarmupActivities } from '../../activities/warmup.ts';
import { createWhatsappActivities } from '../../activities/whatsapp.ts';
import { connect, refuseUnsafeRole } from '../db/connections.ts';
import { createVault } from '../db/encryption.ts';
import { createWithBusiness } from '../db/tenancy.ts';
import { startHealthServer } from '../http/health-server.ts';
import { createActivityInterceptors } from '../jobs/activity-interceptor.ts';
import { warmupAgents } from '../jobs/catalogue.ts';
import { connectLazily } from '../jobs/connection.ts';
import { createBusinessCheck, createInBusiness, createInSystem, currentScope } from '../jobs/isolation.ts';
import { createJobs } from '../jobs/jobs.ts';
import { refuseUnprepared } from '../jobs/namespace.ts';
import { installRuntime, sdkLogger } from '../jobs/runtime.ts';
import { startWorkers } from '../jobs/workers.ts';
import { workflowBundle } from '../jobs/workflow-bundle.ts';
import { createCallSummarizer } from '../providers/llm/calls/summarizer.ts';
import { createAssistant } from '../providers/llm/create-assistant.ts';
import { createWebPush } from '../providers/push/web-push.ts';
import { createRecordedSpeech } from '../providers/speech/create-recorded-speech.ts';
import { createLocalDisk } from '../providers/storage/local-disk.ts';
import { createTextToSpeech } from '../providers/tts/create-text-to-speech.ts';
import { callbackUrl } from '../providers/voice/callback-url.ts';
import { createTwilioVoice } from '../providers/voice/twilio-voice.ts';
import { createChannelOpener } from '../providers/whatsapp/open-channel.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { StartRole } from './role.ts';

export const startWorker: StartRole = async (config, log) => {
  const app = connect(config.database.appUrl, { name: 'worker', max: 20 });
  const system = connect(config.database.systemUrl, { name: 'worker-system', max: 5 });
  await refuseUnsafeRole(app);
  const client = connectLazily(config.temporal);
  await refuseUnprepared(client);
  const readSdkMetrics = await installRuntime(log);
  const metrics = createMetrics('worker');
  const jobs = createJobs({ client, system: system.database, log });
  const inBusiness = createInBusiness(createWithBusiness(app.database));
  const inSystem = createInSystem(system.database);
  const vault = createVault(config.secrets.encryption);
  const storage = createLocalDisk(`${config.dataDir}/files`);
  const voice = createTwilioVoice(config.twilio);
  const workers = await startWorkers({
    ...config.temporal,
    queues: config.taskQueues,
    bundlePath: await workflowBundle(sdkLogger(log)),
    activities: {
      ...createHousekeepingActivities({ inSystem }),
      ...createAfterCallActivities({ inBusiness, jobs, summarizer: createCallSummarizer(config.model) }),
      ...createCallActivities({
        inBusiness,
        jobs,
        voice,
        recordingCallbackUrl: (to) => callbackUrl(config.calls.publicUrl, 'recording', to),
      }),
      ...createConversationActivities({ inBusiness, jobs, assistant: createAssistant(config.model) }),
      ...createGreetingActivities({
        inBusiness,
        inSystem,
        jobs,
        voices: config.voice.voices,
        openVoice: () => createTextToSpeech(config.voice.tts),
      }),
      ...createMissedCallActivities({ inBusiness, inSystem, jobs, voice }),
      ...createNotificationActivities({ inBusiness, jobs, push: createWebPush(config.push) }),
      ...createRecordingActivities({
        inBusiness,
        voice,
        storage,
        openSpeech: () => createRecordedSpeech(config.voice.speech, log),
      }),
      ...createRetentionActivities({ inBusiness, inSystem, jobs, voice, storage }),
      ...createReminderActivities({ inBusiness, inSystem, jobs }),
      ...createSessionActivities({ inBusiness, inSystem, jobs }),
      ...createWarmupActivities({ inSystem }),
      ...createWhatsappActivities({
        inBusiness,
        jobs,
        storage,
        openChannel: createChannelOpener(config.whatsappCloudUrl, (sealed) =>
          vault.open(currentScope().businessId, sealed),
        ),
      }),
    },
    interceptors: createActivityInterceptors({ log, metrics, checkBusiness: createBusinessCheck(system.database) }),
  });
  const health = await startHealthServer({
    host: config.host,
    port: config.healthPort,
    checks: { postgres: () => app.pool.query('select 1'), temporal: () => client.connection.ensureConnected() },
    metrics: async () => `${await metrics.text()}\n${await readSdkMetrics()}`,
  });
  // Several workers may start at once: one warm-up is enough.
  void jobs
    .startSystem(warmupAgents, `warm-up-${process.pid}`)
    .catch((error: unknown) => log.warn({ error: String(error) }, 'warm-up not started'));
  log.info({ queues: config.taskQueues, health: health.url }, 'worker polls');
  return {
    ended: workers.ended,
    async stop() {
      workers.drain();
      await workers.ended.catch(() => undefined);
      await Promise.allSettled([health.close(), client.connection.close(), app.close(), system.close()]);
    },
  };
};
