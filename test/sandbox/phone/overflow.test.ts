import { expect, test } from 'vitest';
import { createPhraseBook } from '../../../src/sandbox/matcher/phrases.ts';
import { createLine, lineSettings } from '../../../src/sandbox/phone/audio/line.ts';
import { createMetronome } from '../../../src/sandbox/phone/audio/metronome.ts';
import { createCall } from '../../../src/sandbox/phone/call.ts';
import { DEFAULT_PHONE_SETTINGS } from '../../../src/sandbox/phone/settings.ts';
import { runMediaStream } from '../../../src/sandbox/phone/stream/media-stream.ts';
import { createCallbacks } from '../../../src/sandbox/phone/twilio/callbacks.ts';
import { parseTwiml } from '../../../src/sandbox/phone/twiml/parse.ts';
import { seededRandom } from '../../../src/sandbox/seeded-random.ts';
import { until } from '../../support/until.ts';
import { ACCOUNT_SID, AUTH_TOKEN, answeringServer } from './answering-server.ts';
import { CALLER, noted, OUR_NUMBER } from './connected-phone.ts';
import { handClock } from './hand-clock.ts';

test('a server that does not take the caller’s audio loses it: 31930 once, and the stream goes on', async () => {
  const server = await answeringServer({});
  const { clock, run } = handClock();
  const call = createCall(
    { accountSid: ACCOUNT_SID, from: CALLER, to: OUR_NUMBER, direction: 'inbound', statusCallback: undefined },
    {
      metronome: createMetronome(clock),
      book: createPhraseBook(),
      line: createLine(lineSettings.parse({}), seededRandom(1)),
      keepsAudio: false,
    },
  );
  const [connect] = parseTwiml(
    `<Response><Connect><Stream url="${server.url.replace('http', 'ws')}/s"/></Connect></Response>`,
  );
  if (connect?.verb !== 'Connect') throw new Error('This is a Connect.');
  const callbacks = createCallbacks(AUTH_TOKEN, () => DEFAULT_PHONE_SETTINGS, seededRandom(1));
  const streaming = runMediaStream(call, connect.stream, call.over, { authToken: AUTH_TOKEN, callbacks });
  const stream = await server.stream();
  stream.socket.pause();
  call.answer();
  // Half an hour of a call at once: more than the sockets between hold.
  run(clock.now() + 1_800_000);
  expect(noted(call, 'problem').map(({ code }) => code)).toEqual([31930]);
  stream.socket.resume();
  const before = await until('what was sent', async () => stream.of('media').length > 100 && stream.of('media').length);
  expect(before).toBeLessThan(90_000);
  run(clock.now() + 10_000);
  await until(
    'new audio',
    async () => stream.of('media').at(-1)?.media !== undefined && stream.of('media').length > before,
  );
  call.end('completed');
  await streaming;
});
