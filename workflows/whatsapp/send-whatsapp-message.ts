// Hands one message to WhatsApp, at most once, and settles what became of it.
import {
  ActivityFailure,
  condition,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { WhatsappActivities } from '../../activities/whatsapp.ts';
import type { SendWhatsappMessageInput } from '../../src/jobs/catalogue.ts';
import { STATUS_ARRIVED } from '../../src/jobs/signals.ts';
import { databaseStep, irreversibleSend } from '../retry-profiles.ts';

const provider = proxyActivities<WhatsappActivities>(irreversibleSend);
const rows = proxyLocalActivities<WhatsappActivities>(databaseStep);

/** How long a status may take to tell of a hand-over whose answer was lost. */
const STATUS_WAIT = '60s';

/** An answer that was lost is waited for, then left to a person: it is never sent again by itself. */
export async function sendWhatsappMessage({ messageId }: SendWhatsappMessageInput): Promise<void> {
  let told = false;
  setHandler(defineSignal(STATUS_ARRIVED), () => {
    told = true;
  });
  const outcome = await handOver(messageId);
  if (outcome === 'settled') return;
  if (outcome === 'unknown') await condition(() => told, STATUS_WAIT);
  await rows.settleAfterWait({ messageId });
}

async function handOver(messageId: SendWhatsappMessageInput['messageId']): Promise<'settled' | 'unknown' | 'gave-up'> {
  try {
    return await provider.handOver({ messageId });
  } catch (error) {
    if (error instanceof ActivityFailure) return 'gave-up';
    throw error;
  }
}
