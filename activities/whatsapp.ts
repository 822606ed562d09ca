// WhatsApp's activities: preparing what came in, handing over what goes out.
import { activityInfo } from '@temporalio/activity';
import { z } from 'zod';
import {
  type Attempt,
  claimForAttempt,
  failMessage,
  noteHandedOver,
  noteUnknown,
  releaseClaim,
  settleAfterWait,
} from '../src/db/conversations/outbound.ts';
import { noteFile, type Prepared, prepareMessage } from '../src/db/conversations/prepare.ts';
import { holdNumber, markReconnect, optOut, readFileReference } from '../src/db/conversations/provider-news.ts';
import { conversation } from '../src/jobs/catalogue.ts';
import { failure } from '../src/jobs/failures.ts';
import { currentScope, type InBusiness } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import type { FileStorage } from '../src/providers/storage/storage.ts';
import { WhatsappLookupError, type WhatsappProvider, WhatsappSendError } from '../src/providers/whatsapp/provider.ts';
import { channelId, contactId, conversationId, messageId, readInput } from './input.ts';

export interface WhatsappDependencies {
  inBusiness: InBusiness;
  jobs: Jobs;
  storage: FileStorage;
  /** Opens a channel with its sealed credentials. */
  openChannel(channel: { numberId: string; credentials: string }): WhatsappProvider;
}

export type WhatsappActivities = ReturnType<typeof createWhatsappActivities>;

const aMessage = z.object({ messageId });
const aConversation = z.object({ conversationId, channelId, contactId });
const withoutFile = z.object({ messageId, conversationId });

export function createWhatsappActivities({ inBusiness, jobs, storage, openChannel }: WhatsappDependencies) {
  const onward = () => ({ jobs, traceId: currentScope().traceId });

  /** A hand-over that did not succeed, decided by the provider's verdict. */
  async function settleRefusal(attempt: Attempt, error: WhatsappSendError): Promise<'settled' | 'unknown'> {
    const { messageId, conversationId, channel } = attempt;
    const { verdict } = error;
    const refusal = { code: String(error.code), message: error.message };
    const fail = (attention: Parameters<typeof failMessage>[5]) =>
      inBusiness((tx) => failMessage(tx, onward(), messageId, conversationId, refusal, attention));
    switch (verdict.kind) {
      case 'unknown':
        return (await inBusiness((tx) => noteUnknown(tx, attempt))) ? 'unknown' : 'settled';
      case 'not-sent':
        await inBusiness((tx) => releaseClaim(tx, attempt, refusal));
        throw failure('ProviderUnavailable', error.message);
      case 'retry':
        await inBusiness((tx) => releaseClaim(tx, attempt, refusal));
        throw failure('ProviderUnavailable', error.message, verdict.afterMs);
      case 'wait-number':
        await inBusiness(async (tx) => {
          await releaseClaim(tx, attempt, refusal);
          await holdNumber(tx, channel.id, new Date(Date.now() + verdict.afterMs), error.message);
        });
        throw failure('ProviderUnavailable', error.message, verdict.afterMs);
      case 'reconnect':
        await inBusiness((tx) => markReconnect(tx, channel.id));
        await fail('reconnect');
        return 'settled';
      case 'opted-out':
        await inBusiness((tx) => optOut(tx, conversationId, `provider ${error.code}`));
        await fail('opted-out');
        return 'settled';
      case 'window-closed':
        await fail('window-closed');
        return 'settled';
      case 'give-up':
        await fail('send-failed');
        return 'settled';
    }
  }

  return {
    /** Its lead, its language, its effect on earlier messages. Repeating it changes nothing. */
    async prepareMessage(input: { messageId: string }): Promise<Prepared | undefined> {
      const { messageId } = readInput(aMessage, input);
      return inBusiness((tx) => prepareMessage(tx, onward(), messageId));
    },

    /** Makes sure the conversation runs, and that it looks. */
    async ringConversation(input: { conversationId: string; channelId: string; contactId: string }): Promise<void> {
      const target = readInput(aConversation, input);
      const { businessId, traceId } = currentScope();
      await jobs.start(businessId, conversation, target, traceId);
    },

    /**
     * Downloads the message's file into storage and makes the message ready.
     * @throws ProviderUnavailable (retryable), ProviderRefused when the file is gone or too large
     */
    async fetchFile(input: { messageId: string }): Promise<void> {
      const { messageId } = readInput(aMessage, input);
      const reference = await inBusiness((tx) => readFileReference(tx, messageId));
      if (!reference) throw failure('NotFound', 'The message is gone');
      try {
        const file = await openChannel(reference.channel).downloadMedia(reference.mediaId);
        const folder = `${currentScope().businessId}/${reference.contactId}`;
        const key = `${folder}/${messageId}`;
        await storage.put(key, file);
        const kept = await inBusiness((tx) => noteFile(tx, messageId, reference.conversationId, key));
        // Their data was deleted while the file was on its way.
        if (!kept) await storage.removeAll(folder);
      } catch (error) {
        if (!(error instanceof WhatsappLookupError)) throw error;
        throw error.verdict.kind === 'retry'
          ? failure('ProviderUnavailable', error.message, error.verdict.afterMs)
          : failure('ProviderRefused', error.message);
      }
    },

    /** The file cannot be had: the conversation goes on without it. */
    async goWithoutFile(input: { messageId: string; conversationId: string }): Promise<void> {
      const { messageId, conversationId } = readInput(withoutFile, input);
      await inBusiness((tx) => noteFile(tx, messageId, conversationId, null));
    },

    /**
     * One attempt to hand a message over. The claim is written before the request: an attempt that finds one was made
     * before it, by a worker that died, and does not send.
     * @throws ProviderUnavailable when nothing was sent and it may be tried again
     */
    async handOver(input: { messageId: string }): Promise<'settled' | 'unknown'> {
      const { messageId } = readInput(aMessage, input);
      const claim = await inBusiness((tx) => claimForAttempt(tx, onward(), messageId, new Date()));
      if (claim.kind === 'held') throw failure('ProviderUnavailable', claim.reason, claim.forMs);
      if (claim.kind !== 'attempt') return claim.kind;
      const { attempt } = claim;
      try {
        const { to, text } = attempt;
        const message = { outboundMessageId: messageId, to, text };
        const { providerMessageId } = await openChannel(attempt.channel).send(message, activityInfo().attempt);
        await inBusiness((tx) => noteHandedOver(tx, attempt, providerMessageId, new Date()));
        return 'settled';
      } catch (error) {
        if (error instanceof WhatsappSendError) return settleRefusal(attempt, error);
        throw error;
      }
    },

    /** Nobody waits for this message's status any more: what is still open is left to a person. */
    async settleAfterWait(input: { messageId: string }): Promise<void> {
      const { messageId } = readInput(aMessage, input);
      await inBusiness((tx) => settleAfterWait(tx, onward(), messageId));
    },
  };
}
