// The bell on the web page, and the service worker behind "notify me on this device", in a real browser.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { BROWSER_WITHIN_MS } from './chromium.ts';
import { createCustomer, type Office, openBusiness, openOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, BROWSER_WITHIN_MS);
afterEach(() => office.leave());
afterAll(() => office.close());

const bell = (page: Page, name: RegExp | string) => page.getByRole('button', { name });
const notice = (page: Page, text: string) => page.locator('.notice', { hasText: text });

test('who needs a person rings the bell by itself, and the notice leads to the conversation', async () => {
  const { business, page } = await openBusiness(office);
  await bell(page, 'Notifications, 0 unread').waitFor();
  createCustomer(office.world, business, 'Avi').writes({ type: 'voice' });
  await bell(page, 'Notifications, 2 unread').click();
  await notice(page, 'New lead').waitFor();
  const needed = notice(page, 'Avi needs a person');
  await needed.getByText('They sent a voice note.').waitFor();
  await needed.click();
  await page.getByText('Needs a person: voice note').waitFor();
  await bell(page, 'Notifications, 1 unread').click();
  await page.locator('.notice.unread').waitFor();
  expect(await needed.getByText('New', { exact: true }).count()).toBe(0);
});

test('all can be marked as read, and stay so after a reload', async () => {
  const { business, page } = await openBusiness(office);
  createCustomer(office.world, business, 'Avi').writes({ type: 'voice' });
  await bell(page, 'Notifications, 2 unread').click();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await bell(page, 'Notifications, 0 unread').waitFor();
  await page.reload();
  await bell(page, 'Notifications, 0 unread').click();
  await notice(page, 'Avi needs a person').waitFor();
});

test('in Hebrew the notices are Hebrew, those that are there already too', async () => {
  const { business, page } = await openBusiness(office);
  createCustomer(office.world, business, 'אבי').writes({ type: 'voice' });
  await bell(page, 'Notifications, 2 unread').waitFor();
  await page.getByRole('button', { name: 'עברית' }).click();
  await bell(page, 'התראות, 2 שלא נקראו').click();
  await notice(page, 'דרוש מענה אנושי: אבי').getByText('התקבלה הודעה קולית.').waitFor();
});

test('kinds and quiet hours are chosen and kept', async () => {
  const { page } = await openBusiness(office);
  const openSettings = async () => {
    await bell(page, /Notifications/).click();
    await page.getByText('Notification settings').click();
  };
  await openSettings();
  await page.getByLabel('New lead').uncheck();
  await page.getByLabel('Nothing between these hours').check();
  await page.getByLabel('From').fill('21:30');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  await openSettings();
  expect(await page.getByLabel('New lead').isChecked()).toBe(false);
  expect(await page.getByLabel('Missed call').isChecked()).toBe(true);
  expect(await page.getByLabel('Nothing between these hours').isChecked()).toBe(true);
  expect(await page.getByLabel('From').inputValue()).toBe('21:30');
});

test('the service worker shows a notice once, and a newer one about the same thing in its place', async () => {
  const { business, page } = await openBusiness(office, { permissions: ['notifications'] });
  const push = await pusherTo(page);
  const told = { title: 'Avi needs a person', body: 'Emergency!', language: 'he', businessId: business.businessId };
  // As text: it runs in the page, whose types these tests do not have.
  const shown = () =>
    page.evaluate<{ id: string; dir: string }[]>(`navigator.serviceWorker.ready
      .then((registration) => registration.getNotifications())
      .then((shown) => shown.map(({ dir, data }) => ({ dir, id: data.id })))`);
  for (const id of ['one', 'one', 'two']) {
    await push({ ...told, id, tag: 'a-topic', conversationId: null });
    await until(`notice ${id}`, async () => (await shown()).some((notification) => notification.id === id));
  }
  await push({ ...told, id: 'three', tag: 'another', conversationId: null });
  await until('both topics', async () => (await shown()).length === 2);
  expect((await shown()).map(({ id, dir }) => `${id} ${dir}`).sort()).toEqual(['three rtl', 'two rtl']);
});

/** Hands a message to the page's service worker as the browser's push client does. */
async function pusherTo(page: Page): Promise<(message: object) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  const { promise, resolve } = Promise.withResolvers<string>();
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const id = registrations[0]?.registrationId;
    if (id !== undefined) resolve(id);
  });
  await devtools.send('ServiceWorker.enable');
  await page.evaluate(
    "navigator.serviceWorker.register('/service-worker.js').then(() => navigator.serviceWorker.ready.then(() => true))",
  );
  const registrationId = await promise;
  const { origin } = new URL(page.url());
  return async (message) => {
    const data = JSON.stringify(message);
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  };
}
