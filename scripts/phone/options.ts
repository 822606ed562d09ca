// What the caller shall do, from the command line: steps in the order in which they were written.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Problem } from '../processes/problem.ts';

export const usage = `Use: npm run phone -- --say "Hello" --say "My name is Dana" --press 1
  --say TEXT        speaks when the other side has finished
  --interrupt TEXT  speaks while the other side does
  --wav FILE        plays a WAV file when the other side has finished
  --press KEYS      presses keys: 0-9 * #
  --wait SECONDS    does nothing for a while
  --stay            waits for the other side to hang up, instead of hanging up
  --from NUMBER, --to NUMBER, --language TAG (else Hebrew or English by the letters of the text)`;

export type PhoneOptions = { from: string; to: string; script: object[] };

const options = {
  say: { type: 'string', multiple: true },
  interrupt: { type: 'string', multiple: true },
  wav: { type: 'string', multiple: true },
  press: { type: 'string', multiple: true },
  wait: { type: 'string', multiple: true },
  stay: { type: 'boolean' },
  language: { type: 'string' },
  from: { type: 'string', default: '+972501234567' },
  to: { type: 'string', default: '+97233000001' },
} as const;

/** How long the other side speaks before it is interrupted. */
const INTERRUPT_AFTER_MS = 800;
const LISTEN = { do: 'listen', quietMs: 1_000, withinMs: 30_000 };

/** @throws Problem naming what is wrong */
export function readPhoneOptions(args: string[]): PhoneOptions {
  const { values, tokens } = parsed(args);
  const steps = tokens.flatMap((token) => (token.kind === 'option' ? stepsOf(token, values.language) : []));
  if (steps.length === 0) throw new Problem('The caller has nothing to do.');
  const ending = values.stay === true ? [{ do: 'stay' }] : [LISTEN, { do: 'hang-up' }];
  return { from: values.from, to: values.to, script: [...steps, ...ending] };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, tokens: true });
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}

function stepsOf({ name, value = '' }: { name: string; value?: string | undefined }, language?: string): object[] {
  switch (name) {
    case 'say':
      return [LISTEN, { do: 'say', text: value, language: language ?? languageOf(value) }];
    case 'interrupt':
      return [
        { do: 'let-speak', ms: INTERRUPT_AFTER_MS },
        { do: 'say', text: value, language: language ?? languageOf(value) },
      ];
    case 'wav':
      return [LISTEN, { do: 'play', wav: fileOf(value), language: language ?? 'en-US' }];
    case 'press':
      return [{ do: 'press', keys: value }];
    case 'wait':
      return [{ do: 'wait', ms: Number(value) * 1_000 }];
    default:
      return [];
  }
}

function languageOf(text: string): string {
  return /\p{Script=Hebrew}/u.test(text) ? 'he-IL' : 'en-US';
}

function fileOf(path: string): string {
  try {
    return readFileSync(path).toString('base64');
  } catch {
    throw new Problem(`${path} cannot be read.`);
  }
}
