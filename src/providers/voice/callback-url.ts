// Where Twilio tells us things. Each URL names our number: some of Twilio's news does not say which one was called, and
// without it nobody would know whose call it was. Signatures cover the query, so it can be trusted.

export type CallbackPath = 'status' | 'recording' | 'stream' | 'after-stream' | 'after-message';

/** @param toNumber the number of ours that was called */
export function callbackUrl(publicUrl: string, path: CallbackPath, toNumber: string): string {
  return `${publicUrl}/webhook/voice/${path}?to=${encodeURIComponent(toNumber)}`;
}
