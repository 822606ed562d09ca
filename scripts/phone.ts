// `npm run phone -- --say "…"`: somebody calls the running system; the conversation is printed as it happens.
import { join } from 'node:path';
import { z } from 'zod';
import { dial, follow } from './phone/call.ts';
import { readPhoneOptions, usage } from './phone/options.ts';
import { createTranscript } from './phone/transcript.ts';
import { kept } from './processes/kept-file.ts';
import { Problem } from './processes/problem.ts';

const running = z.looseObject({ TWILIO_API_URL: z.url().optional() });

try {
  const options = readPhoneOptions(process.argv.slice(2));
  const url = phoneUrl();
  const callSid = await dial(url, options);
  console.log(`Calling ${options.to} from ${options.from} (${callSid}) …`);
  const transcript = createTranscript(console.log);
  for await (const event of follow(url, callSid)) transcript.tell(event);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 1;
}

/** Where the sandbox phone of the running system listens. */
function phoneUrl(): string {
  const given = process.env.TWILIO_API_URL;
  if (given) return given;
  const url = kept(join(process.env.DATA_DIR || '.data', 'running.json'), running)?.TWILIO_API_URL;
  if (url === undefined) throw new Problem('Nothing is running here: start everything with `npm start`.');
  return url;
}
