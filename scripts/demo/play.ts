// Plays one customer for the person who just started the system: two quick messages, one of them delivered again,
// one answer. Everything shown is read from the API, as the web page would.
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { signInOwner } from './owner.ts';

const CUSTOMER = { phone: '+972501234567', name: 'Yossi' };
const TEXTS: readonly [string, string] = ['היי, יש לי נזילה מתחת לכיור', 'אפשר שמישהו יגיע היום?'];
const PLAYED_WITHIN_MS = 60_000;
const TICKS = ['sent', 'delivered', 'read'];

const conversation = z.object({ id: z.string(), contact: z.object({ phone: z.string().nullable() }) });
const message = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  author: z.string(),
  text: z.string(),
  state: z.string(),
  covers: z.array(z.string()),
});
type Message = z.infer<typeof message>;

const config = loadConfig({ ...process.env, SERVICE_ROLE: 'all' });
const { read } = await signInOwner(config.publicUrl, config.dataDir);
const before = new Set((await messagesOf(await findConversation())).map(({ id }) => id));

say(`\nA customer (${CUSTOMER.name}, a sandbox phone) writes twice; WhatsApp delivers the second message again:`);
await customerWrites(TEXTS[0], 1);
await customerWrites(TEXTS[1], 2);
for (const text of TEXTS) say(`  ← ${text}`);
await showAnswer();

/** Follows the answer's ticks until it is read, and counts what a double delivery must not double. */
async function showAnswer(): Promise<void> {
  const deadline = Date.now() + PLAYED_WITHIN_MS;
  let ticks = 0;
  for (let shown = false; ; ) {
    const fresh = (await messagesOf(await findConversation())).filter(({ id }) => !before.has(id));
    const answer = fresh.find(({ direction }) => direction === 'out');
    if (answer && !shown) say(`  → ${answer.text.replaceAll('\n', '\n    ')}`);
    shown = answer !== undefined;
    // A look may come too late to see a tick; a later one says that the earlier were there.
    for (const reached = TICKS.indexOf(answer?.state ?? '') + 1; ticks < reached; ticks += 1)
      say(`    ✓ ${TICKS[ticks]}`);
    if (ticks === TICKS.length) return sumUp(fresh);
    if (Date.now() > deadline) {
      throw new Error(
        `The answer was not read within ${PLAYED_WITHIN_MS / 1_000} s; it is ${answer?.state ?? 'not there'}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function sumUp(fresh: readonly Message[]): void {
  const came = fresh.filter(({ direction }) => direction === 'in').length;
  const went = fresh.filter(({ direction }) => direction === 'out').length;
  say(
    `\n3 deliveries, ${came} messages stored, 1 conversation, ${went} answer${went === 1 ? '' : 's'}, delivered and read.\n`,
  );
}

async function customerWrites(text: string, copies: number): Promise<void> {
  const response = await fetch(`${config.whatsappCloudUrl}/sandbox/customers/${CUSTOMER.phone}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ content: { type: 'text', text }, name: CUSTOMER.name, copies }),
  });
  if (!response.ok) throw new Error(`The sandbox refused: ${await response.text()}`);
}

async function findConversation(): Promise<string | undefined> {
  const { items } = z.object({ items: z.array(conversation) }).parse(await read('/api/conversations?limit=100'));
  return items.find(({ contact }) => contact.phone === CUSTOMER.phone)?.id;
}

async function messagesOf(id: string | undefined): Promise<Message[]> {
  if (id === undefined) return [];
  return z.object({ items: z.array(message) }).parse(await read(`/api/conversations/${id}/messages?limit=100`)).items;
}

function say(line: string): void {
  console.log(line);
}
