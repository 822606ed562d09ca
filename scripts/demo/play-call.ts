// Plays one short call for the person who just started the system, and says where it can be seen and heard afterwards.
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { dial, follow } from '../phone/call.ts';
import { readPhoneOptions } from '../phone/options.ts';
import { createTranscript } from '../phone/transcript.ts';
import { type DemoOwner, signInOwner } from './owner.ts';

const SAYS = ['שלום, יש לי נזילה בכיור.', 'קוראים לי דנה לוי.', 'תודה, להתראות.'] as const;
const CALLER = '+972541112233';
/** Twilio needs a moment for a recording, and so does its stand-in. */
const RECORDED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

const config = loadConfig({ ...process.env, SERVICE_ROLE: 'all' });
const phone = config.twilio.apiUrl;
console.log('A caller (Dana, the sandbox phone) rings the demo business:');
const options = readPhoneOptions(['--from', CALLER, ...SAYS.flatMap((text) => ['--say', text]), '--stay']);
const callSid = await dial(phone, options);
const transcript = createTranscript(console.log);
for await (const event of follow(phone, callSid)) transcript.tell(event);
await showWhereItIs(await signInOwner(config.publicUrl, config.dataDir));

async function showWhereItIs(owner: DemoOwner): Promise<void> {
  const newest = z.object({ items: z.array(z.object({ id: z.string() })).min(1) });
  const [call] = newest.parse(await owner.read('/api/calls?limit=1')).items;
  const url = `${config.publicUrl}/#/calls/${call?.id}`;
  const isRecorded = await until(async () => {
    const { recordings } = z
      .object({ recordings: z.array(z.object({ state: z.string() })) })
      .parse(await owner.read(`/api/calls/${call?.id}`));
    return recordings.some(({ state }) => state === 'stored');
  });
  console.log(`\nIts transcript${isRecorded ? ' and its recording are' : ' is'} at ${url}\n`);
}

async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + RECORDED_WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return true;
}
