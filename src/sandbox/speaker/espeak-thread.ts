// The thread that speaks: espeak-ng takes a third of a second, which no call may wait for.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import espeak from 'espeak-ng';
import wavefile from 'wavefile';
import { mulawOfWav } from '../audio/wav.ts';
import { splitAtSilence } from './split.ts';

export type Order = { number: number; voice: string; words: string[] };
/** Mu-law for each word, in the order of the words. */
export type Delivery = { number: number } & ({ audio: Uint8Array[] } | { failure: string });

/** Between two words, so that each can be cut out; longer than any silence inside a word. */
const BREAK_MS = 800;
const WORDS_PER_MINUTE = '150';

const wasm = WebAssembly.compile(
  await readFile(fileURLToPath(import.meta.resolve('espeak-ng')).replace(/js$/, 'wasm')),
);

parentPort?.on('message', async ({ number, voice, words }: Order) => {
  parentPort?.postMessage(await deliver(number, voice, words));
});

async function deliver(number: number, voice: string, words: string[]): Promise<Delivery> {
  try {
    return { number, audio: await speak(voice, words) };
  } catch (error) {
    return { number, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** One run for all words: most of its time goes into its start. */
async function speak(voice: string, words: string[]): Promise<Uint8Array[]> {
  const said = words.map(escaped).join(`<break time="${BREAK_MS}ms"/> `);
  const file = new wavefile.WaveFile(await run(['-m', '-v', voice, '-s', WORDS_PER_MINUTE], `<speak>${said}</speak>`));
  const audio = splitAtSilence(mulawOfWav(file.toBuffer()), BREAK_MS / 2);
  if (audio.length !== words.length) {
    throw new Error(`espeak-ng spoke ${audio.length} words instead of ${words.length}: ${words.join(' ')}`);
  }
  return audio;
}

async function run(options: string[], ssml: string): Promise<Uint8Array> {
  const complaints: string[] = [];
  const module = await wasm;
  const { FS } = await espeak({
    arguments: [...options, '-w', 'spoken.wav', '--', ssml],
    print: () => undefined,
    printErr: (line) => complaints.push(line),
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(module, imports).then(done, (error) => complaints.push(String(error)));
      return {};
    },
  });
  try {
    return FS.readFile('spoken.wav');
  } catch {
    throw new Error(`espeak-ng wrote nothing. ${complaints.join(' ')}`);
  }
}

function escaped(word: string): string {
  return word.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
