// A stand-in for Twilio Voice and the people who call: REST, signed webhooks, TwiML and Media Streams over the real
// wires, with somebody on the line who speaks and listens. Start reading here; the parts are in `phone/`.
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { createPhraseBook, type PhraseBook } from './matcher/phrases.ts';
import { createMetronome } from './phone/audio/metronome.ts';
import type { PhoneCall } from './phone/call.ts';
import { phoneControlRoutes } from './phone/control-routes.ts';
import { createExchange, type DialOptions } from './phone/exchange.ts';
import type { Script } from './phone/person/script.ts';
import {
  DEFAULT_PHONE_SETTINGS,
  type PhoneSettings,
  type PhoneSettingsChange,
  phoneSettings,
} from './phone/settings.ts';
import { createCallbacks, type SentCallback } from './phone/twilio/callbacks.ts';
import { createRecordings } from './phone/twilio/recordings.ts';
import { restRoutes } from './phone/twilio/rest-routes.ts';
import { seededRandom } from './seeded-random.ts';
import { createSpeaker, type Speaker } from './speaker/speaker.ts';

export type PhoneSandboxOptions = PhoneSettingsChange & {
  /** 0 or nothing: a free one. */
  port?: number;
  accountSid: string;
  /** Signs every request to the app, and is the password of the REST API. */
  authToken: string;
  /** What it shares with a speech service in the same process, which is how that understands the callers. */
  book?: PhraseBook;
  /** The voice of callers and of Say. */
  speaker?: Speaker;
};

export type PhoneSandbox = {
  /** The base URL of Twilio's REST API, and of `/sandbox/phone/…`. */
  url: string;
  port: number;
  book: PhraseBook;
  speaker: Speaker;
  /** A person dials one of our numbers. Returns as soon as it rings. */
  dial(options: DialOptions): Promise<PhoneCall>;
  /** What the person with this number does when the app calls. */
  expectAt(number: string, script: Script): void;
  calls(): readonly PhoneCall[];
  callbacks(): readonly SentCallback[];
  /** Changes settings from now on. */
  change(settings: PhoneSettingsChange): PhoneSettings;
  /** Resolves when every callback so far was sent. */
  settle(): Promise<void>;
  /** Ends all calls. */
  close(): Promise<void>;
};

/** Listens on 127.0.0.1 until `close`. */
export async function startPhoneSandbox(options: PhoneSandboxOptions): Promise<PhoneSandbox> {
  const { port = 0, accountSid, authToken, book = createPhraseBook(), speaker = createSpeaker(), ...given } = options;
  let settings = phoneSettings.parse({ ...DEFAULT_PHONE_SETTINGS, ...given });
  const random = seededRandom(settings.seed);
  const metronome = createMetronome();
  const callbacks = createCallbacks(authToken, () => settings, random);
  const recordings = createRecordings(
    callbacks,
    () => settings,
    () => url,
  );
  const exchange = createExchange({
    accountSid,
    authToken,
    settings: () => settings,
    random,
    metronome,
    book,
    speaker,
    callbacks,
    recordings,
  });
  const change = (changes: PhoneSettingsChange): PhoneSettings => {
    settings = phoneSettings.parse({ ...settings, ...changes });
    return settings;
  };

  const app = fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT_BYTES });
  app.register((routes, _options, done) => {
    restRoutes(routes, { accountSid, authToken, exchange, recordings });
    done();
  });
  app.register(
    (routes, _options, done) => {
      phoneControlRoutes(routes, { exchange, callbacks, settings: () => settings, change });
      done();
    },
    { prefix: '/sandbox/phone' },
  );
  const url = await app.listen({ host: '127.0.0.1', port });

  return {
    url,
    port: listeningPort(app.server.address()),
    book,
    speaker,
    dial: exchange.dial,
    expectAt: exchange.expectAt,
    calls: exchange.calls,
    callbacks: () => callbacks.sent,
    change,
    settle: callbacks.settle,
    async close() {
      await exchange.close();
      metronome.close();
      recordings.close();
      await callbacks.close();
      await speaker.close();
      await app.close();
    },
  };
}

/** A script may bring a minute of WAV. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

function listeningPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The sandbox does not listen on a TCP port.');
  return address.port;
}
