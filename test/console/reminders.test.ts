// The page of reminders as people use it, in a real browser. The business's clock is Jerusalem's, the browser's is not.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { BusinessId } from '../../src/db/ids.ts';
import { addReminder, completeReminder, readReminder } from '../../src/db/reminders.ts';
import { reminders } from '../../src/db/schema/index.ts';
import { wallTimeOf } from '../../src/domain/time/wall-time.ts';
import { until } from '../support/until.ts';
import { BROWSER_WITHIN_MS } from './chromium.ts';
import { type Office, openBusiness, openOffice, type VisitOptions } from './office.ts';

const HOUR_MS = 60 * 60_000;
const ZONE = 'Asia/Jerusalem';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, BROWSER_WITHIN_MS);
afterEach(() => office.leave());
afterAll(() => office.close());

async function openReminders(options: VisitOptions = {}) {
  const { business, page } = await openBusiness(office, { timezoneId: 'America/New_York', ...options });
  await page.getByRole('link', { name: 'Reminders' }).click();
  await page.getByText('Nothing to be reminded of.').waitFor();
  return { businessId: business.businessId, page };
}

const item = (page: Page, note: string) => page.locator('li.reminder', { hasText: note });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const notes = (page: Page) => page.locator('.reminder-note').allTextContents();

async function add(page: Page, note: string, due: string): Promise<void> {
  await page.getByLabel('What').fill(note);
  await page.getByLabel('When').fill(due);
  await button(page, 'Add').click();
}

const rowsOf = (businessId: BusinessId) => office.world.withBusiness(businessId, (tx) => tx.select().from(reminders));

/** One that is there already, for everyone. */
const setOne = (businessId: BusinessId, note: string, dueAt: Date) =>
  office.world.withBusiness(businessId, async (tx) => {
    const made = await addReminder(tx, { note, leadId: null, ownerUserId: null, dueAt }, new Date());
    if (made.kind !== 'saved') throw new Error('not set');
    return made.reminder.id;
  });

test('a reminder is added on the clock of the business, and they stand in the order in which they are due', async () => {
  const { businessId, page } = await openReminders();
  await add(page, 'Second', '2099-07-01T12:00');
  await item(page, 'Second').getByText('1 July 2099 at 12:00').waitFor();
  expect(await page.getByLabel('What').inputValue()).toBe('');
  await add(page, 'First', '2099-06-30T08:00');
  await item(page, 'First').waitFor();
  expect(await notes(page)).toEqual(['First', 'Second']);
  const second = (await rowsOf(businessId)).find(({ note }) => note === 'Second');
  expect(second?.dueAt.toISOString()).toBe('2099-07-01T09:00:00.000Z');
});

test('done, a reminder is among the done ones, and can be opened again', async () => {
  const { page } = await openReminders();
  await add(page, 'Call Dana', '2099-07-01T12:00');
  await item(page, 'Call Dana').getByRole('button', { name: 'Mark as done' }).click();
  await page.getByText('Nothing to be reminded of.').waitFor();
  await button(page, 'Done').click();
  await item(page, 'Call Dana').getByRole('button', { name: 'Open again' }).click();
  await page.getByText('Nothing is done yet.').waitFor();
  await button(page, 'Open').click();
  await item(page, 'Call Dana').waitFor();
});

test('words are changed without moving the due time, and the due time when it is', async () => {
  const { businessId, page } = await openReminders();
  const dueAt = new Date('2099-07-01T09:00:17.123Z');
  const id = await setOne(businessId, 'Call Dana', dueAt);
  const dueNow = async () =>
    (await office.world.withBusiness(businessId, (tx) => readReminder(tx, id)))?.dueAt.toISOString();
  const edited = page.locator('li.reminder');
  await edited.getByRole('button', { name: 'Edit' }).click();
  await edited.getByLabel('What').fill('Call Noa');
  await edited.getByRole('button', { name: 'Save' }).click();
  await item(page, 'Call Noa').waitFor();
  expect(await dueNow()).toBe(dueAt.toISOString());
  await edited.getByRole('button', { name: 'Edit' }).click();
  await edited.getByLabel('When').fill('2099-07-02T12:00');
  await edited.getByRole('button', { name: 'Save' }).click();
  await edited.getByText('2 July 2099').waitFor();
  expect(await dueNow()).toBe('2099-07-02T09:00:00.000Z');
});

test('an overdue one says so; it is put off by an hour from now, or to tomorrow at its time of day', async () => {
  const { businessId, page } = await openReminders();
  const dueAt = new Date(Date.now() - 2 * HOUR_MS);
  await setOne(businessId, 'Call Dana', dueAt);
  await item(page, 'Call Dana').getByText('Overdue').waitFor();
  await item(page, 'Call Dana').getByText('For everyone').waitFor();
  await item(page, 'Call Dana').getByRole('button', { name: 'Tomorrow' }).click();
  const tomorrow = wallTimeOf(new Date(Date.now() + 24 * HOUR_MS), ZONE).slice(0, 10);
  const expected = `${tomorrow}T${wallTimeOf(dueAt, ZONE).slice(11, 16)}`;
  const dueNow = async () => (await rowsOf(businessId))[0]?.dueAt ?? new Date(0);
  await until('it to be due tomorrow', async () => wallTimeOf(await dueNow(), ZONE).startsWith(expected));
  await item(page, 'Call Dana').getByText('Overdue').waitFor({ state: 'hidden' });
  await item(page, 'Call Dana').getByRole('button', { name: 'In an hour' }).click();
  await until(
    'it to be due in an hour',
    async () => Math.abs((await dueNow()).getTime() - Date.now() - HOUR_MS) < 60_000,
  );
});

test('a time that is over is refused at its field, and what was written stays', async () => {
  const { businessId, page } = await openReminders();
  await add(page, 'Call Dana', '2020-01-01T12:00');
  await page.getByText('is over already').waitFor();
  expect(await page.getByLabel('When').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('What').getAttribute('aria-invalid')).toBe('false');
  expect(await page.getByLabel('What').inputValue()).toBe('Call Dana');
  expect(await rowsOf(businessId)).toEqual([]);
});

test('of a time that the clocks repeat the page asks which is meant', async () => {
  const { businessId, page } = await openReminders();
  await add(page, 'Call Dana', '2027-10-31T01:30');
  await page.getByText('The clocks change then.').waitFor();
  await page.getByRole('button', { name: '(UTC+02:00)' }).click();
  await item(page, 'Call Dana').waitFor();
  expect((await rowsOf(businessId))[0]?.dueAt.toISOString()).toBe('2027-10-30T23:30:00.000Z');
});

test('what others do is seen by itself', async () => {
  const { businessId, page } = await openReminders();
  const id = await setOne(businessId, 'Call Dana', new Date('2099-07-01T09:00:00Z'));
  await item(page, 'Call Dana').waitFor();
  await office.world.withBusiness(businessId, (tx) => completeReminder(tx, id, new Date()));
  await page.getByText('Nothing to be reminded of.').waitFor();
});

test('in Hebrew the page of reminders is Hebrew, and stays open after a reload', async () => {
  const { page } = await openReminders();
  await page.getByRole('button', { name: 'עברית' }).click();
  await page.getByRole('heading', { name: 'תזכורות' }).waitFor();
  await page.reload();
  await page.getByRole('textbox', { name: 'מה' }).fill('להתקשר לדנה');
  await page.getByLabel('מתי').fill('2099-07-01T12:00');
  await button(page, 'הוספה').click();
  await item(page, 'להתקשר לדנה').getByText('12:00').waitFor();
  await item(page, 'להתקשר לדנה').getByRole('button', { name: 'לסמן כבוצעה' }).click();
  await page.getByText('אין תזכורות פתוחות.').waitFor();
});
