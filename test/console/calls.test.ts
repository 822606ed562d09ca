// The calls pages as people use them, in a real browser: found, followed live, heard, hung up, deleted.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WaveFile } from 'wavefile';
import { writeTurn } from '../../src/db/calls/turns.ts';
import { memberships } from '../../src/db/schema/index.ts';
import { createLocalDisk } from '../../src/providers/storage/local-disk.ts';
import { addCall, addCaller, addRecording, ring, turn } from '../support/calls.ts';
import type { TestBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { BROWSER_WITHIN_MS } from './chromium.ts';
import { type Office, openBusiness, openOffice, type VisitOptions } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, BROWSER_WITHIN_MS);
afterEach(() => office.leave());
afterAll(() => office.close());

const row = (page: Page, text: string) => page.locator('.row', { hasText: text });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const names = (page: Page) => page.locator('.row-name').allTextContents();

/** The list of calls, as someone sees it who may do this much. */
async function openCalls(role: 'agent' | 'admin' = 'agent', options?: VisitOptions) {
  const { business, page } = await openBusiness(office, options);
  await office.world.withBusiness(business.businessId, (tx) => tx.update(memberships).set({ role }));
  await page.reload();
  await page.getByRole('link', { name: /^(Calls|שיחות טלפון)$/ }).click();
  await page.getByRole('searchbox').waitFor();
  return { business, page };
}

const begunAt = (iso: string) => ({ startedAt: new Date(iso) });

async function calledBy(
  business: TestBusiness,
  name: string,
  phone: string,
  values: Parameters<typeof addCall>[2] = {},
) {
  const contactId = await addCaller(office.world, business, name, phone);
  return addCall(office.world, business, { contactId, fromNumber: phone, ...values });
}

test('a call appears as it rings, its turns as they are spoken, and its end', async () => {
  const { business, page } = await openCalls();
  await page.getByText('As soon as somebody calls your number').waitFor();
  const call = await ring(office.world, business);
  await page.locator('section', { hasText: 'On the phone now' }).locator('.row', { hasText: 'Ringing' }).click();
  await page.getByText('Nothing was said yet.').waitFor();
  await call.tell({ kind: 'stream-started', at: new Date() });
  await page.getByRole('status').getByText('Talking').waitFor();
  await page.getByRole('timer').waitFor();

  await call.addTurn(turn(1, '', 'Hello, how can I help?'));
  await page.locator('.message.out', { hasText: 'Hello, how can I help?' }).waitFor();
  await call.addTurn(
    turn(2, 'My tap drips', 'I will write', {
      answerEnd: 'interrupted',
      toolResults: [{ toolCallId: 'one', tool: 'saveLeadFacts', outcome: 'done' }],
    }),
  );
  await page.locator('.message.in', { hasText: 'My tap drips' }).waitFor();
  const answer = page.locator('.message.out', { hasText: 'I will write' });
  await answer.getByText('Interrupted here').waitFor();
  await answer.getByText('Details of the caller: done').waitFor();
  expect(await page.getByText('Interrupted here').count()).toBe(1);

  await call.tell({ kind: 'status', state: 'completed', at: new Date(), durationS: 65 });
  await page.getByRole('status').getByText('Talked').waitFor();
  await page.locator('.thread-header').getByText('1:05').waitFor();
  expect(await page.locator('section', { hasText: 'On the phone now' }).count()).toBe(0);
});

test('where the time before an answer went is drawn to one scale, and said in figures', async () => {
  const { business, page } = await openCalls();
  const call = await ring(office.world, business);
  await call.addTurn(turn(1, 'One', 'Quick'));
  await call.addTurn(
    turn(2, 'Two', 'Slow', { stages: { endpointing: 600, transcript: null, firstToken: 700, firstAudio: 80 } }),
  );
  await page.locator('.row').click();
  const widths = (text: string) =>
    page
      .locator('.message.out', { hasText: text })
      .locator('.bar .stage')
      .evaluateAll((stages: { style: { inlineSize: string } }[]) => stages.map(({ style }) => style.inlineSize));
  await page.locator('.message.out', { hasText: 'Slow' }).getByText('1.38 s before the answer').click();
  const total = 1380;
  const shares = (...ms: number[]) => ms.map((one) => Math.round((10_000 * one) / total));
  const drawn = async (text: string) => (await widths(text)).map((width) => Math.round(100 * Number.parseFloat(width)));
  expect(await drawn('Slow')).toEqual(shares(600, 700, 80));
  expect(await drawn('Quick')).toEqual(shares(300, 40, 200, 150));
  const figures = await page.locator('details[open].waterfall li').allInnerTexts();
  expect(figures.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
    'Waiting for the end of what they say 600 ms',
    'First words of the model 700 ms',
    'First sound of the voice 80 ms',
  ]);
});

test('calls are found by who called, how it ended, when, and whether they can be heard; nothing found can be undone', async () => {
  const { business, page } = await openCalls();
  await calledBy(business, 'Dana', '+972501110001', begunAt('2026-03-26T10:00:00Z'));
  const eli = await calledBy(business, 'Eli', '+972501110002', {
    ...begunAt('2026-03-27T10:00:00Z'),
    result: 'message',
  });
  await addRecording(office.world, business, eli.id, { kind: 'message' });
  await calledBy(business, 'Fay', '+972501110003', { ...begunAt('2026-03-28T10:00:00Z'), result: 'no-talk' });
  const shows = (...expected: string[]) =>
    until(`the rows ${expected}`, async () => String(await names(page)) === String(expected));
  await shows('Fay', 'Eli', 'Dana');

  const search = page.getByRole('searchbox');
  await search.fill('050-111 0001');
  await shows('Dana');
  await search.fill('');
  await page.getByLabel('How it ended').selectOption('Left a message');
  await shows('Eli');
  await page.getByLabel('How it ended').selectOption('All calls');
  await page.getByText('More filters').click();
  await page.getByLabel('Only with a recording').check();
  await shows('Eli');
  await page.getByLabel('Only with a recording').uncheck();
  await page.locator('.call-filters').getByLabel('From').fill('2026-03-27');
  await shows('Fay', 'Eli');
  await page.getByLabel('Until').fill('2026-03-27');
  await shows('Eli');
  await search.fill('Nobody');
  await page.getByText('No call fits.').waitFor();
  await button(page, 'Show all calls').click();
  await shows('Fay', 'Eli', 'Dana');
  expect(await search.inputValue()).toBe('');
});

test('a recording plays from any place in it', async () => {
  const { business, page } = await openCalls();
  const call = await calledBy(business, 'Dana', '+972501110001');
  const { fileKey } = await addRecording(office.world, business, call.id);
  await store(fileKey, silence(300));
  /** The first byte of each part that the player was sent. */
  const parts: number[] = [];
  page.on('response', (response) => {
    const [, first] = /^bytes (\d+)-/.exec(response.headers()['content-range'] ?? '') ?? [];
    if (response.status() === 206 && first !== undefined) parts.push(Number(first));
  });
  await row(page, 'Dana').click();
  const audio = page.locator('audio');
  await until('its length', async () => (await audio.evaluate(lengthOf)) === 300);
  await audio.evaluate((player: Player) => {
    player.muted = true;
    player.currentTime = 290;
    return player.play();
  });
  await until('it to play from there', async () => (await audio.evaluate(placeIn)) > 290.1);
  // It did not wait for the nine megabytes before that place.
  expect(parts.some((first) => first > 9_000_000)).toBe(true);
});

test('a recording that cannot be played says so, and plays when it can', async () => {
  const { business, page } = await openCalls();
  const call = await calledBy(business, 'Dana', '+972501110001');
  const { fileKey } = await addRecording(office.world, business, call.id);
  await row(page, 'Dana').click();
  await page.getByText('The recording cannot be played now.').waitFor();
  await store(fileKey, silence(1));
  await button(page, 'Try again').click();
  await until('its length', async () => (await page.locator('audio').evaluate(lengthOf)) === 1);
});

test('what has no recording says why', async () => {
  const { business, page } = await openCalls();
  await calledBy(business, 'Dana', '+972501110001', { recordingConsent: 'none' });
  const eli = await calledBy(business, 'Eli', '+972501110002');
  await addRecording(office.world, business, eli.id, { state: 'at-provider', fileKey: null });
  await calledBy(business, 'Fay', '+972501110003', { recordingConsent: 'refused' });
  for (const [name, why] of [
    ['Dana', 'when the settings have them told so first'],
    ['Eli', 'on its way from the phone company'],
    ['Fay', 'the caller did not want it'],
  ] as const) {
    await row(page, name).click();
    await page.getByText(why).waitFor();
  }
});

test('a person hangs up', async () => {
  const { business, page } = await openCalls();
  const call = await ring(office.world, business);
  await call.tell({ kind: 'stream-started', at: new Date() });
  await page.locator('.row').click();
  await button(page, 'Hang up').click();
  await page.getByRole('status').getByText('Hanging up…').waitFor();
  expect(await button(page, 'Hanging up…').isDisabled()).toBe(true);
  await call.tell({ kind: 'status', state: 'completed', at: new Date(), durationS: 3 });
  await button(page, 'Hanging up…').waitFor({ state: 'detached' });
});

test('a hang-up that does not reach the server says so', async () => {
  const { business, page } = await openCalls();
  await ring(office.world, business);
  await page.locator('.row').click();
  await page.route('**/hang-up', (route) => route.abort());
  await button(page, 'Hang up').click();
  await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
  await page.unroute('**/hang-up');
  await button(page, 'Hang up').click();
  await button(page, 'Hanging up…').waitFor();
});

test('an admin deletes the recording, then the call, each after saying so twice; whoever has it open sees it go', async () => {
  const { business, page } = await openCalls('admin');
  const call = await calledBy(business, 'Dana', '+972501110001');
  const { fileKey } = await addRecording(office.world, business, call.id);
  await store(fileKey, silence(1));
  await row(page, 'Dana').click();
  const colleague = await office.open(await office.hire(business.businessId));
  await colleague.goto(`${office.world.apiUrl}/#/calls/${call.id}`);
  await colleague.locator('audio').waitFor();
  expect(await colleague.getByRole('button', { name: /Delete/ }).count()).toBe(0);

  await button(page, 'Delete the recording').press('Enter');
  await dialog(page).getByText('The transcript stays.').waitFor();
  // The harmless answer has the focus.
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'hidden' });
  expect(await page.locator('audio').count()).toBe(1);
  await button(page, 'Delete the recording').click();
  await dialog(page).getByRole('button', { name: 'Delete the recording' }).click();
  await page.getByText('The recording was deleted.').waitFor();
  await colleague.getByText('The recording was deleted.').waitFor();
  expect(await disk().get(fileKey)).toBeUndefined();

  await button(page, 'Delete the call').click();
  await dialog(page).getByRole('button', { name: 'Delete the call' }).click();
  await page.getByText('Choose a call').waitFor();
  await page.getByText('As soon as somebody calls your number').waitFor();
  await colleague.getByText('This call does not exist (any more).').waitFor();
});

test('a call leads to what its caller writes, and back leads to the call', async () => {
  const { business, page } = await openCalls();
  const contactId = await addCaller(office.world, business, 'Dana', '+972501110001');
  await writes(business, '+972501110001', 'I called you');
  await addCall(office.world, business, { contactId, fromNumber: '+972501110001' });
  await row(page, 'Dana').click();
  await page.getByRole('link', { name: 'Written conversation' }).click();
  await page.locator('.message.in', { hasText: 'I called you' }).waitFor();
  await page.goBack();
  await page.getByRole('article', { name: /Call with/ }).waitFor();
});

test('in Hebrew the calls run from the right, and numbers stay as they are', async () => {
  const { business, page } = await openCalls('agent', { locale: 'he-IL' });
  await ring(office.world, business).then((call) => call.addTurn(turn(1, 'יש לי נזילה', 'איפה?')));
  await page.locator('.row').click();
  await page.locator('html[dir=rtl]').waitFor();
  await page.getByRole('heading', { name: 'שיחות טלפון' }).waitFor();
  await page.getByText('0.69 שנ׳ עד התשובה').waitFor();
  await page.locator('.message.in .text:dir(rtl)', { hasText: 'יש לי נזילה' }).waitFor();
  await button(page, 'ניתוק').waitFor();
});

test('on a phone the list and the call take turns, and nothing is wider than the phone', async () => {
  const { business, page } = await openCalls('admin', { viewport: { width: 360, height: 740 } });
  const call = await calledBy(business, 'Dana', '+972501110001');
  const { fileKey } = await addRecording(office.world, business, call.id);
  await store(fileKey, silence(1));
  await office.world.withBusiness(business.businessId, (tx) =>
    writeTurn(
      tx,
      office.world.jobs,
      call.id,
      turn(1, 'My tap in the kitchen drips, can somebody come?', 'Of course.'),
      'over',
    ),
  );
  await row(page, 'Dana').click();
  await page.locator('.message.out', { hasText: 'Of course.' }).waitFor();
  expect(await page.locator('.list').isVisible()).toBe(false);
  for (const part of ['html', '.call-body']) {
    const box = page.locator(part);
    expect(await box.evaluate(({ scrollWidth, clientWidth }: Widths) => scrollWidth - clientWidth)).toBe(0);
  }
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await row(page, 'Dana').waitFor();
  expect(await page.locator('.thread').isVisible()).toBe(false);
});

interface Widths {
  scrollWidth: number;
  clientWidth: number;
}

const disk = () => createLocalDisk(`${office.world.config.dataDir}/files`);

const store = (key: string, bytes: Buffer) => disk().put(key, { mimeType: 'audio/wav', bytes });

/** The part of a browser's player that these tests use: they know no page's types. */
interface Player {
  muted: boolean;
  duration: number;
  currentTime: number;
  play(): Promise<void>;
}

const lengthOf = (player: Player) => player.duration;
const placeIn = (player: Player) => player.currentTime;

/** Two channels, as recordings of calls have. */
function silence(seconds: number): Buffer {
  const wav = new WaveFile();
  const channel = new Int16Array(8_000 * seconds);
  wav.fromScratch(2, 8_000, '16', [channel, channel]);
  return Buffer.from(wav.toBuffer());
}

async function writes({ numberId }: TestBusiness, customer: string, text: string): Promise<void> {
  await office.world.sandbox.customerWrites({
    customer,
    name: 'Dana',
    phoneNumberId: numberId,
    content: { type: 'text', text },
  });
}
