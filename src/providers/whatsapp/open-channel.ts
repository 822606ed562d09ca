// From a channel's row to the provider that speaks for it.
import { z } from 'zod';
import { createCloudApi } from './cloud-api.ts';
import type { WhatsappProvider } from './provider.ts';

/** What a Cloud API channel keeps sealed. */
export const cloudCredentials = z.object({ accessToken: z.string().min(1) });

/**
 * @param baseUrl where the Cloud API listens
 * @param unseal opens the row's credentials for the business at work
 */
export function createChannelOpener(baseUrl: string, unseal: (sealed: string) => string) {
  return ({ numberId, credentials }: { numberId: string; credentials: string }): WhatsappProvider => {
    const { accessToken } = cloudCredentials.parse(JSON.parse(unseal(credentials)));
    return createCloudApi({ baseUrl, phoneNumberId: numberId, accessToken });
  };
}
