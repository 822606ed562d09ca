// A sandbox that calls a receiver back, and a provider that sends to it: both ends of the wire.
import { onTestFinished } from 'vitest';
import { createCloudApi } from '../../src/providers/whatsapp/cloud-api.ts';
import { startWhatsappSandbox, type WhatsappSandboxOptions } from '../../src/sandbox/whatsapp-cloud.ts';
import { startReceiver } from './webhook-receiver.ts';

export const APP_SECRET = 'the secret of the test’s app';
export const PHONE_NUMBER_ID = '100200300400500';
export const CUSTOMER = '+972501235555';

type Wishes = Partial<WhatsappSandboxOptions> & {
  answer?: Parameters<typeof startReceiver>[0];
  sendTimeoutMs?: number;
};

export async function connectedSandbox({ answer, sendTimeoutMs = 30_000, ...options }: Wishes = {}) {
  const receiver = await startReceiver(answer);
  const sandbox = await startWhatsappSandbox({
    appSecret: APP_SECRET,
    webhookUrl: receiver.url,
    latencyMs: 0,
    statusLatencyMs: [0, 5],
    ...options,
  });
  onTestFinished(async () => {
    await sandbox.close();
    await receiver.close();
  });
  const provider = createCloudApi({
    baseUrl: sandbox.url,
    phoneNumberId: PHONE_NUMBER_ID,
    accessToken: 'a-valid-token',
    sendTimeoutMs,
  });
  return { receiver, sandbox, provider };
}

/** @param ending chooses the sandbox's behaviour */
export function messageTo(ending = '5555', outboundMessageId: string = crypto.randomUUID()) {
  return { outboundMessageId, to: { kind: 'phone', value: `+97250123${ending}` }, text: 'Hello' } as const;
}
