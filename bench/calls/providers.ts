// The providers at 0 ms, a process of its own: the sandbox's speech recognition without its delays, and a voice that
// has all its audio ready. `node bench/calls/providers.ts <voices file> <speech port> <voice port>`
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { FRAME_BYTES } from '../../src/sandbox/audio/frames.ts';
import { wavOfMulaw } from '../../src/sandbox/audio/wav.ts';
import { startSpeechSandbox } from '../../src/sandbox/google-speech.ts';
import { readVoices } from './voices.ts';

/** People speak about 14 characters a second. */
const FRAMES_PER_CHARACTER = 3.5;
/** Long enough to be interrupted. */
const SHORTEST_FRAMES = 120;

const asked = z.object({ input: z.string().min(1) });

const [file = '', speechPort = '', voicePort = ''] = process.argv.slice(2);
const { utterances, passages } = await readVoices(file);
const speech = await startSpeechSandbox({ port: Number(speechPort), interimDelayMs: 0, finalDelayMs: 0 });
for (const utterance of utterances) speech.book.register(utterance);

const made = new Map<string, Uint8Array>();
const voice = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end('ready');
    return;
  }
  wavFor(request).then(
    (wav) => response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': wav.length }).end(wav),
    (error: unknown) => response.writeHead(400).end(String(error)),
  );
}).listen(Number(voicePort), '127.0.0.1');

process.once('SIGTERM', async () => {
  voice.close();
  voice.closeAllConnections();
  await speech.close();
});

async function wavFor(request: IncomingMessage): Promise<Uint8Array> {
  const { input } = asked.parse(await json(request));
  const known = made.get(input);
  if (known !== undefined) return known;
  const passage = /\p{Script=Hebrew}/u.test(input) ? passages.he : passages.en;
  const frames = Math.max(SHORTEST_FRAMES, Math.round(input.length * FRAMES_PER_CHARACTER));
  const wav = wavOfMulaw([passage.subarray(0, frames * FRAME_BYTES)], 1);
  made.set(input, wav);
  return wav;
}
