// Notices on their way to people's devices.
import { createHash } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import { z } from 'zod';
import {
  claimPush,
  notePushTrouble,
  type PushAttempt,
  type PushOutcome,
  type PushPlan,
  planPush,
  settlePush,
} from '../src/db/notifications/deliveries.ts';
import { markDeviceGone } from '../src/db/notifications/devices.ts';
import { notify } from '../src/db/notifications/notify.ts';
import type { BusinessTx } from '../src/db/tenancy.ts';
import { conversationOf, subjectOf, urgencyOf } from '../src/domain/notifications/notification.ts';
import { sentenceOf } from '../src/domain/notifications/sentences.ts';
import { failure } from '../src/jobs/failures.ts';
import { currentScope, type InBusiness } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { PushError, type PushMessage, type PushProvider } from '../src/providers/push/provider.ts';
import { alertId, deviceId, notificationId, readInput, userId } from './input.ts';

export interface NotificationDependencies {
  inBusiness: InBusiness;
  jobs: Jobs;
  push: PushProvider;
}

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

const aNotification = z.object({ notificationId });
const anAlert = z.object({ alertId, summary: z.string(), over: z.boolean(), userIds: z.array(userId) });
const aDelivery = z.object({ notificationId, deviceId });

/** How long the notice about our own key is worth reading. */
const ALERT_MS = 7 * 24 * 60 * 60_000;

export function createNotificationActivities({ inBusiness, jobs, push }: NotificationDependencies) {
  /** A push that was not taken, decided by the push service's verdict. */
  async function settleRefusal(attempt: PushAttempt, { verdict, message, service }: PushError): Promise<PushOutcome> {
    const settle = (outcome: PushOutcome, also: (tx: BusinessTx) => Promise<void> = async () => undefined) =>
      inBusiness(async (tx) => {
        await settlePush(tx, attempt.notificationId, attempt.device.id, outcome, message);
        await also(tx);
        return outcome;
      });
    switch (verdict.kind) {
      case 'gone':
        return settle('gone', (tx) => markDeviceGone(tx, attempt.device.id));
      case 'refused':
        currentScope().log.error({ service }, 'a push service does not accept our key');
        return settle('refused', (tx) => alertOwners(tx, service, message));
      case 'give-up':
        return settle('given-up');
      case 'retry':
        await inBusiness((tx) => notePushTrouble(tx, attempt.notificationId, attempt.device.id, message));
        throw failure('ProviderUnavailable', message, verdict.afterMs);
    }
  }

  /** Once a day and push service. In the bell it is seen even if no push gets through. */
  function alertOwners(tx: BusinessTx, service: string, text: string): Promise<void> {
    const now = new Date();
    const alertId = `push-refused:${service}:${now.toISOString().slice(0, 10)}`;
    const alert = { kind: 'system-alert', about: { kind: 'alert', alertId }, values: { text } } as const;
    const pointlessAfter = new Date(now.getTime() + ALERT_MS);
    return notify(tx, jobs, { ...alert, to: 'owners', key: alertId, pointlessAfter }, currentScope().traceId);
  }

  return {
    /** The person's devices now, and for how long it is worth trying. */
    async planPush(input: { notificationId: string }): Promise<PushPlan> {
      const { notificationId } = readInput(aNotification, input);
      return inBusiness((tx) => planPush(tx, notificationId, new Date()));
    },

    /**
     * Pushes to one device. 404 and 410 mean the browser dropped the subscription: it is switched off at once.
     * @throws ProviderUnavailable (retryable) when the push service asks to wait or does not answer
     */
    async pushTo(input: { notificationId: string; deviceId: string }): Promise<PushOutcome> {
      const { notificationId, deviceId } = readInput(aDelivery, input);
      const claim = await inBusiness((tx) => claimPush(tx, notificationId, deviceId, new Date()));
      if (claim.kind === 'settled') return claim.outcome;
      const { attempt } = claim;
      try {
        await push.push(attempt.device, messageOf(attempt), activityInfo().attempt);
      } catch (error) {
        if (error instanceof PushError) return settleRefusal(attempt, error);
        throw error;
      }
      return inBusiness(async (tx) => {
        await settlePush(tx, notificationId, deviceId, 'delivered');
        return 'delivered' as const;
      });
    },

    /** Tells system administrators of an incident, or of its end. Repeating it tells nobody twice. */
    async tellOfAlert(input: { alertId: string; summary: string; over: boolean; userIds: string[] }): Promise<void> {
      const { alertId, summary, over, userIds } = readInput(anAlert, input);
      const pointlessAfter = new Date(Date.now() + ALERT_MS);
      await inBusiness((tx) =>
        notify(
          tx,
          jobs,
          {
            kind: 'system-alert',
            about: { kind: 'alert', alertId },
            values: { text: over ? `Over: ${summary}` : summary },
            to: userIds,
            key: `alert:${alertId}:${over ? 'end' : 'opening'}`,
            pointlessAfter,
          },
          currentScope().traceId,
        ),
      );
    },

    /** It has been tried for as long as it was worth it. */
    async giveUpPush(input: { notificationId: string; deviceId: string }): Promise<void> {
      const { notificationId, deviceId } = readInput(aDelivery, input);
      await inBusiness((tx) => settlePush(tx, notificationId, deviceId, 'given-up'));
    },
  };
}

/** What the service worker gets (console/public/service-worker.js reads it). */
function messageOf({ notificationId, content, ttlSeconds, device }: PushAttempt): PushMessage {
  const { businessId } = currentScope();
  // Says nothing about whom or what it is about: the push service reads it.
  const topic = createHash('sha256')
    .update(`${businessId}:${subjectOf(content)}`)
    .digest('base64url')
    .slice(0, 32);
  const payload = {
    id: notificationId,
    ...sentenceOf(content, device.language),
    language: device.language,
    tag: topic,
    businessId,
    conversationId: conversationOf(content.about) ?? null,
  };
  return { payload: JSON.stringify(payload), ttlSeconds, topic, urgency: urgencyOf(content.kind) };
}
