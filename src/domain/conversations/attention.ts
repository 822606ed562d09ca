// Why a person should look at a conversation, or why a message was left to one.

export const ATTENTION = [
  'handled-by-person',
  'assistant-off',
  'opted-out',
  'late',
  'window-closed',
  'asked-for-person',
  'emergency',
  'voice-note',
  'unsupported',
  'media-unavailable',
  'model-failed',
  'not-prepared',
  'send-failed',
  'unconfirmed',
  'reconnect',
] as const;

export type Attention = (typeof ATTENTION)[number];
