// The bell on the web page, and the service worker behind "notify me on this device", in a real browser.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pushSubscriptions } from '../../src/db/schema/index.ts';
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

test('a browser that loses its subscription without saying which subscribes anew, and the server knows', async () => {
  const { page } = await openBusiness(office, { permissions: ['notifications'] });
  await pusherTo(page);
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error('no service worker');
  const anew = office.world.pushService.subscribe();
  await worker.evaluate(subscribingGives(anew));
  const askedWith = await worker.evaluate<string>(`new Promise((resolve, reject) => {
    const event = new Event('pushsubscriptionchange');
    event.waitUntil = (done) => done.then(() => resolve(self.askedWith), reject);
    self.dispatchEvent(event);
  })`);
  expect(askedWith).toBe(office.world.config.push.publicKey);
  expect(await knownEndpoints()).toContain(anew.endpoint);
});

test('a page whose browser has lost its subscription meanwhile mends it when it is opened', async () => {
  const { page } = await openBusiness(office, { permissions: ['notifications'] });
  const [lost, anew] = [office.world.pushService.subscribe(), office.world.pushService.subscribe()];
  const { endpoint, keys } = lost;
  const body = JSON.stringify({ endpoint, keys, language: 'en' });
  await page.evaluate(
    `fetch('/api/push/subscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '${body}' })`,
  );
  expect(await knownEndpoints()).toContain(lost.endpoint);
  await page.addInitScript(subscribingGives(anew));
  await page.reload();
  await until('the new subscription', async () => (await knownEndpoints()).includes(anew.endpoint));
  expect(await knownEndpoints()).not.toContain(lost.endpoint);
});

async function knownEndpoints(): Promise<string[]> {
  const rows = await office.world.system.select().from(pushSubscriptions);
  return rows.map(({ endpoint }) => endpoint);
}

/** The browser's own way to its maker's push service, which a test has no way to: it leads to the sandbox. As text. */
const subscribingGives = ({ endpoint, keys }: { endpoint: string; keys: object }) =>
  `PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    self.askedWith = applicationServerKey;
    return { toJSON: () => (${JSON.stringify({ endpoint, keys })}) };
  };`;

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
