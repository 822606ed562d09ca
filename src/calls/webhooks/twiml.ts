// What a call is answered with, as TwiML by Twilio's library.
import twilio from 'twilio';
import { type CallSentence, callSentence } from '../../domain/calls/sentences.ts';
import { callbackUrl } from '../../providers/voice/callback-url.ts';
import { streamUrl } from '../stream/stream-server.ts';

type Language = 'he' | 'en';
type Response = InstanceType<typeof twilio.twiml.VoiceResponse>;

/** Twilio's plain voices have no Hebrew; Google's do. */
const VOICES = {
  he: { language: 'he-IL', voice: 'Google.he-IL-Wavenet-C' },
  en: { language: 'en-US', voice: 'Google.en-US-Wavenet-F' },
} as const;

/** Where nobody knows yet which language the caller speaks. */
export const BOTH: readonly Language[] = ['he', 'en'];

/** A message that is left: this long at most, over after so much silence. Both in seconds. */
const MESSAGE_AT_MOST_S = 120;
const MESSAGE_OVER_AFTER_S = 5;

export interface Connection {
  publicUrl: string;
  toNumber: string;
  businessId: number;
  callId: string;
  token: string;
  language: Language;
  notice: 'none' | 'assistant' | 'assistant-and-recording';
}

/** The notice, then the stream; afterwards we are asked what follows. */
export function connectToStream(connection: Connection): string {
  const { publicUrl, toNumber, businessId, callId, token, language, notice } = connection;
  return document((response) => {
    if (notice !== 'none') say(response, notice, language);
    const stream = response.connect({ action: callbackUrl(publicUrl, 'after-stream', toNumber) }).stream({
      url: streamUrl(publicUrl),
      statusCallback: callbackUrl(publicUrl, 'stream', toNumber),
    });
    const parameters = { business: String(businessId), call: callId, token };
    for (const [name, value] of Object.entries(parameters)) stream.parameter({ name, value });
  });
}

/** Says why, and records what the caller leaves. Whoever says nothing is let go. */
export function takeMessage(
  publicUrl: string,
  toNumber: string,
  why: 'full' | 'trouble' | 'leave-message',
  languages: readonly Language[],
): string {
  return document((response) => {
    for (const language of languages) say(response, why, language);
    response.record({
      // Without an action Twilio would ask for this very document again.
      action: callbackUrl(publicUrl, 'after-message', toNumber),
      maxLength: MESSAGE_AT_MOST_S,
      timeout: MESSAGE_OVER_AFTER_S,
      finishOnKey: '#',
      recordingStatusCallback: callbackUrl(publicUrl, 'recording', toNumber),
      recordingStatusCallbackEvent: ['completed', 'absent'],
    });
    response.hangup();
  });
}

/** A sentence in each language, and the end. */
export function sayAndHangUp(sentence: CallSentence, languages: readonly Language[]): string {
  return document((response) => {
    for (const language of languages) say(response, sentence, language);
    response.hangup();
  });
}

export const hangUp = (): string => document((response) => response.hangup());

/** Nothing to do: the call is over already. */
export const nothing = (): string => document(() => undefined);

function document(write: (response: Response) => unknown): string {
  const response = new twilio.twiml.VoiceResponse();
  write(response);
  return response.toString();
}

function say(response: Response, sentence: CallSentence, language: Language): void {
  response.say(VOICES[language], callSentence(sentence, language));
}
