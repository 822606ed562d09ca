// New customers of one business: each writes one message, as the gateway posts it, and is answered through the sandbox.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seedsBody, type TestBusiness } from '../../test/support/factories.ts';
import type { System } from './system.ts';

const LOOK_EVERY_MS = 100;
const ALL_WITHIN_MS = 180_000;
/** sent, delivered, read */
const STATUSES = 3;

const handedOver = z.array(
  z.object({ outboundMessageId: z.string(), at: z.iso.datetime(), statuses: z.array(z.string()) }),
);

export interface Customers {
  /** One customer nobody knows yet writes. @throws when the message is not accepted */
  write(): Promise<void>;
  /** Resolves when every message written so far was handed over. @returns the last hand-over, ms since the epoch */
  answered(): Promise<number>;
  /** Resolves when, beyond that, every answer's ticks have come back; the sandbox forgets them. */
  settled(): Promise<void>;
}

/** The sandbox is theirs alone: nobody else may be writing meanwhile. */
export function createCustomers(system: System, { businessId }: TestBusiness): Customers {
  let written = 0;

  async function messages() {
    return handedOver.parse(await read(`${system.sandboxUrl}/sandbox/messages`));
  }

  async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + ALL_WITHIN_MS;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`Of ${written} messages not all were ${what} in time`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  async function answered(): Promise<number> {
    const counts = async () => Object.values(z.record(z.string(), z.number()).parse(await read(countsUrl)));
    const countsUrl = `${system.sandboxUrl}/sandbox/counts`;
    await until('handed over', async () => (await counts()).length >= written);
    if ((await counts()).some((count) => count !== 1)) throw new Error('A message was handed over twice');
    return Math.max(...(await messages()).map(({ at }) => Date.parse(at)));
  }

  return {
    async write() {
      written += 1;
      const response = await fetch(`${system.apiUrl}/webhook/whatsapp/incoming`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-internal-secret': system.internalSecret },
        body: JSON.stringify(seedsBody(businessId, 'Hi, my sink is leaking', { phone: newPhone() })),
      });
      const answer = await response.text();
      if (response.status !== 202) throw new Error(`Not accepted: ${response.status} ${answer}`);
    },

    answered,

    async settled() {
      await answered();
      await until('read', async () => (await messages()).every(({ statuses }) => statuses.length >= STATUSES));
      await fetch(`${system.sandboxUrl}/sandbox`, { method: 'DELETE' });
      written = 0;
    },
  };
}

let phones = 0;

/** Israeli mobile numbers whose last four digits have no meaning to the sandbox. */
function newPhone(): string {
  phones += 1;
  const last = 1_000 + (phones % 9_000);
  return `97252${String(100 + Math.floor(phones / 9_000))}${last}`;
}

async function read(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
