// One number of ours at a sandbox that calls nobody back: enough for everything about sending.
import { onTestFinished } from 'vitest';
import { type CloudApiOptions, createCloudApi } from '../../../src/providers/whatsapp/cloud-api.ts';
import {
  type OutgoingWhatsapp,
  WhatsappLookupError,
  WhatsappSendError,
} from '../../../src/providers/whatsapp/provider.ts';
import { startWhatsappSandbox } from '../../../src/sandbox/whatsapp-cloud.ts';

export const PHONE_NUMBER_ID = '100200300400500';

export async function sandboxedNumber(options: Partial<CloudApiOptions> = {}) {
  const sandbox = await startWhatsappSandbox({ appSecret: 'a secret of the test', latencyMs: 0 });
  onTestFinished(sandbox.close);
  const provider = createCloudApi({
    baseUrl: sandbox.url,
    phoneNumberId: PHONE_NUMBER_ID,
    accessToken: 'a-valid-token',
    ...options,
  });
  return { sandbox, provider };
}

/** A short text to the number that ends in `ending`, which chooses the sandbox's behaviour. */
export function messageTo(ending: string): OutgoingWhatsapp {
  return {
    outboundMessageId: crypto.randomUUID(),
    to: { kind: 'phone', value: `+97250123${ending}` },
    text: 'שלום, מתי נוח לכם?',
  };
}

/** @returns the error of a send that has to fail */
export async function sendFailure(sending: Promise<unknown>): Promise<WhatsappSendError> {
  const error = await failureOf(sending);
  if (error instanceof WhatsappSendError) return error;
  throw error;
}

/** @returns the error of a look-up that has to fail */
export async function lookupFailure(asking: Promise<unknown>): Promise<WhatsappLookupError> {
  const error = await failureOf(asking);
  if (error instanceof WhatsappLookupError) return error;
  throw error;
}

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => {
      throw new Error(`This had to fail and gave ${JSON.stringify(value)}.`);
    },
    (error: unknown) => error,
  );
}
