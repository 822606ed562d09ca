// Prepares one inbound message, then rings its conversation.
import { ActivityFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { WhatsappActivities } from '../../activities/whatsapp.ts';
import type { ConversationId, MessageId } from '../../src/db/ids.ts';
import type { ProcessWhatsappWebhookInput } from '../../src/jobs/catalogue.ts';
import { databaseStep, providerCall } from '../retry-profiles.ts';

const rows = proxyLocalActivities<WhatsappActivities>(databaseStep);
const provider = proxyActivities<WhatsappActivities>(providerCall);

/** Every step can be repeated, so a run that failed may simply be started again. */
export async function processWhatsappWebhook({ messageId }: ProcessWhatsappWebhookInput): Promise<void> {
  const prepared = await rows.prepareMessage({ messageId });
  if (!prepared) return;
  const { conversation, file } = prepared;
  if (file === 'to-fetch') await fetchFile(messageId, conversation.conversationId);
  await rows.ringConversation(conversation);
}

async function fetchFile(messageId: MessageId, conversationId: ConversationId): Promise<void> {
  try {
    await provider.fetchFile({ messageId });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    // The words around it can still be answered; the row says that the file is missing.
    await rows.goWithoutFile({ messageId, conversationId });
  }
}
