// Fifty customers who write as people do, and networks that deliver as networks do: twice, late and in disorder.
import { setTimeout as delay } from 'node:timers/promises';
import { between, type Random, shuffled } from '../../src/sandbox/seeded-random.ts';
import { newMessageId, type TestBusiness } from '../support/factories.ts';
import type { Cluster } from './cluster.ts';
import { postUntilTaken } from './gateway.ts';

const CUSTOMERS = 50;
const MESSAGES_EACH = 4;
/** Two messages reach us close together, whichever two of the four they are. */
const BURST = 2;
const WITHIN_A_BURST_MS = 100;
const REPEATED = 0.4;
const REPEATED_WITHIN_MS = 8_000;

/** One message, and how it comes to us. */
export interface PlannedMessage {
  business: TestBusiness;
  phone: string;
  text: string;
  /** When the customer wrote it, in whole seconds, as both webhooks tell it. */
  sentAt: Date;
  webhook: 'seeds' | 'cloud';
  /** When each delivery of it sets out, in ms from the start. There is at least one; all are the very same. */
  deliverAt: number[];
}

/**
 * Four messages of each customer, who are shared out to the businesses in turn; 200 in all.
 * @param overMs over how long the first deliveries are spread
 * @param writtenFrom a whole second well before the first delivery
 */
export function planMessages(
  random: Random,
  businesses: readonly TestBusiness[],
  { overMs, writtenFrom }: { overMs: number; writtenFrom: Date },
): PlannedMessage[] {
  return Array.from({ length: CUSTOMERS }, (_, customer) => {
    const business = businesses[customer % businesses.length];
    if (!business) throw new Error('There is no business to write to');
    return shuffled(random, burstInstants(random, overMs)).map((at, place): PlannedMessage => {
      const webhook = random() < 0.5 ? 'seeds' : 'cloud';
      return {
        business,
        phone: String(972_507_001_000 + customer),
        text: `I need a plumber, part ${place + 1} of ${MESSAGES_EACH}`,
        sentAt: new Date(writtenFrom.getTime() + place * 1_000),
        webhook,
        deliverAt: random() < REPEATED ? [at, at + repeatedAfter(random, webhook)] : [at],
      };
    });
  }).flat();
}

function burstInstants(random: Random, overMs: number): number[] {
  return Array.from({ length: MESSAGES_EACH / BURST }, () => between(random, [0, overMs])).flatMap((start) =>
    Array.from({ length: BURST }, () => start + between(random, [0, WITHIN_A_BURST_MS])),
  );
}

/** Half of the gateway's repetitions come at the same time; the sandbox's all do. */
function repeatedAfter(random: Random, webhook: PlannedMessage['webhook']): number {
  return webhook === 'cloud' || random() < 0.5 ? 0 : between(random, [0, REPEATED_WITHIN_MS]);
}

/**
 * Delivers one message as planned, each delivery until it is taken. Resolves when the gateway's deliveries are; the
 * sandbox goes on with its own.
 * @param startedAt ms since the epoch
 * @returns the provider's id of the message
 */
export async function deliver(cluster: Cluster, message: PlannedMessage, startedAt: number): Promise<string> {
  const { business, phone, text, sentAt, webhook, deliverAt } = message;
  const instant = (atMs: number) => delay(Math.max(0, startedAt + atMs - Date.now()));
  if (webhook === 'cloud') {
    await instant(Math.min(...deliverAt));
    const { numberId: phoneNumberId } = business;
    const content = { type: 'text', text } as const;
    const written = { customer: `+${phone}`, phoneNumberId, content, sentAt, copies: deliverAt.length };
    return cluster.sandbox.customerWrites(written).providerMessageId;
  }
  const id = newMessageId();
  const delivery = { tenantId: business.businessId, id, phone, text, sentAt };
  await Promise.all(deliverAt.map((at) => instant(at).then(() => postUntilTaken(cluster, delivery))));
  return id;
}
