// The web page as people use it: in a real browser, with the roles behind it and a sandbox WhatsApp before them.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../http/people.ts';
import { createBusiness } from '../support/factories.ts';
import { until } from '../support/until.ts';
import { layCable } from './cable.ts';
import { BROWSER_WITHIN_MS } from './chromium.ts';
import { createCustomer, type Office, openBusiness, openOffice } from './office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, BROWSER_WITHIN_MS);
afterEach(() => office.leave());
afterAll(() => office.close());

const row = (page: Page, name: string) => page.locator('.row', { hasText: name });
const message = (page: Page, text: string) => page.locator('.message', { has: page.getByText(text, { exact: true }) });
const composer = (page: Page) => page.locator('.composer textarea');
const button = (page: Page, name: string) => page.getByRole('button', { name });
const customer = (business: Awaited<ReturnType<typeof createBusiness>>, name: string, ending?: string) =>
  createCustomer(office.world, business, name, ending);

test('people sign in, and are told when the password is wrong', async () => {
  const { businessId } = await createBusiness(office.world);
  const { email } = await office.hire(businessId);
  const page = await office.open();
  const tryWith = async (password: string) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await button(page, 'Sign in').click();
  };
  await tryWith('not the password');
  await page.getByText('The e-mail or the password is not right.').waitFor();
  await tryWith(PASSWORD);
  await page.getByText('No conversations yet.').waitFor();
  await button(page, 'Sign out').click();
  await page.getByLabel('Password').waitFor();
  await page.reload();
  await page.getByLabel('Password').waitFor();
});

test('an invited person chooses a password with the link, once, and signs in with it', async () => {
  const email = 'invited@example.test';
  const link = `${office.world.apiUrl}/#/invitations/${await office.invite(email)}`;
  const page = await office.open(undefined, { url: link });
  await page.getByLabel('Choose a password').fill('a password of mine');
  await button(page, 'Save and go on').click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('a password of mine');
  await button(page, 'Sign in').click();
  await page.getByText('This account belongs to no business yet.').waitFor();
  const again = await office.open(undefined, { url: link });
  await again.getByLabel('Choose a password').fill('another password');
  await button(again, 'Save and go on').click();
  await again.getByText('This link has been used or has expired').waitFor();
});

test('a message and its answer appear by themselves, and the answer shows that it was read', async () => {
  const { business, page } = await openBusiness(office);
  customer(business, 'Dana').writes('Hello, my tap drips');
  await row(page, 'Dana').click();
  await message(page, 'Hello, my tap drips').waitFor();
  const answer = page.locator('.message.out', { hasText: 'assistant' });
  await answer.getByRole('img', { name: 'Read', exact: true }).waitFor();
});

test('a person takes over, writes as themselves, and hands back', async () => {
  const { business, page } = await openBusiness(office);
  const dana = customer(business, 'Dana');
  dana.writes('Hello');
  await row(page, 'Dana').click();
  await button(page, 'Take over').click();
  await page.locator('.handling', { hasText: 'A person answers' }).waitFor();
  await composer(page).fill('Noa here.');
  await composer(page).press('Shift+Enter');
  await composer(page).pressSequentially('I will call you.');
  await composer(page).press('Enter');
  const written = message(page, 'Noa here. I will call you.');
  await written.getByRole('img', { name: 'Read', exact: true }).waitFor();
  expect(await written.locator('.author').textContent()).toBe('Noa');
  expect(dana.received().at(-1)).toBe('Noa here.\nI will call you.');
  expect(await composer(page).inputValue()).toBe('');
  await button(page, 'Hand back to the assistant').click();
  await page.locator('.handling', { hasText: 'The assistant answers' }).waitFor();
});

test('a message whose sending fails stays in place, and is sent once when it is tried again', async () => {
  const { business, page } = await openBusiness(office);
  const dana = customer(business, 'Dana');
  dana.writes('Hello');
  await row(page, 'Dana').click();
  // The server gets each request; its answer is lost on the way back.
  await page.route('**/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    await route.abort();
  });
  await composer(page).fill('On my way');
  await composer(page).press('Enter');
  await page.getByText('The text is still here.').waitFor();
  expect(await composer(page).inputValue()).toBe('On my way');
  await page.unroute('**/messages');
  await page.reload();
  await composer(page).press('Enter');
  await until('the draft to be gone', async () => (await composer(page).inputValue()) === '');
  await message(page, 'On my way').getByRole('img', { name: 'Read', exact: true }).waitFor();
  expect(dana.received().filter((text) => text === 'On my way')).toHaveLength(1);
});

test('a message that WhatsApp refuses says why and can be sent again', async () => {
  const { business, page } = await openBusiness(office);
  customer(business, 'Ghost', '0001').writes('Hello');
  await row(page, 'Ghost').click();
  const notSent = page.getByText('the recipient cannot be reached on WhatsApp');
  await notSent.waitFor();
  await button(page, 'Send again').click();
  await page.getByText('Sent again as a new message.').waitFor();
  await notSent.nth(1).waitFor();
});

test('who needs a person comes first, with the reason', async () => {
  const { business, page } = await openBusiness(office);
  customer(business, 'Avi').writes({ type: 'voice' });
  await page.locator('section', { hasText: 'Need a person' }).locator(row(page, 'Avi')).waitFor();
  customer(business, 'Beni').writes('Hello');
  await row(page, 'Beni').waitFor();
  const names = await page.locator('.row-name').allTextContents();
  expect(names).toEqual(['Avi', 'Beni']);
  expect(await row(page, 'Avi').locator('.badge').textContent()).toMatch(/voice note/i);
  await row(page, 'Avi').click();
  await page.getByText('Needs a person: voice note').waitFor();
});

test('after the 24 hours nothing can be written, and the page says why', async () => {
  const { business, page } = await openBusiness(office);
  customer(business, 'Olga').writes('Hello', new Date(Date.now() - 25 * 60 * 60_000));
  await row(page, 'Olga').click();
  await page.getByText('The time to write ended').waitFor();
  expect(await composer(page).isDisabled()).toBe(true);
  await page.getByText('Left to a person: arrived late').waitFor();
});

test('what happens while the connection is lost is shown when it is back', async () => {
  await using cable = await layCable(office.world.apiUrl);
  const { business, page } = await openBusiness(office, { url: cable.url });
  const dana = customer(business, 'Dana');
  dana.writes('Before');
  await row(page, 'Dana').click();
  await page.locator('.message.out').waitFor(); // Else one answer might cover both.
  cable.cut();
  await page.getByText('Reconnecting').waitFor();
  dana.writes('Meanwhile');
  await until('the message to be answered', async () => dana.received().length >= 2);
  cable.mend();
  await message(page, 'Meanwhile').waitFor();
  await page.getByText('Reconnecting').waitFor({ state: 'hidden' });
});

test('Hebrew turns the page around and is remembered; each message keeps its own direction', async () => {
  const { business, page } = await openBusiness(office);
  customer(business, 'Dana').writes('My tap drips');
  await row(page, 'Dana').click();
  await button(page, 'עברית').click();
  await page.locator('html[dir=rtl][lang=he]').waitFor();
  await page.reload();
  await page.locator('html[dir=rtl]').waitFor();
  await page.getByRole('heading', { name: 'שיחות' }).waitFor();
  await message(page, 'My tap drips').locator('.text:dir(ltr)').waitFor();
  customer(business, 'יוסי').writes('יש לי נזילה');
  await row(page, 'יוסי').click();
  await message(page, 'יש לי נזילה').locator('.text:dir(rtl)').waitFor();
});

test('the page speaks the language of the browser', async () => {
  const page = await office.open(undefined, { locale: 'he-IL' });
  await page.locator('html[dir=rtl]').waitFor();
  await page.getByRole('heading', { name: 'כניסה' }).waitFor();
});

test('on a phone the list and the conversation take turns', async () => {
  const { business, page } = await openBusiness(office, { viewport: { width: 390, height: 780 } });
  customer(business, 'Dana').writes('Hello');
  await row(page, 'Dana').click();
  await message(page, 'Hello').waitFor();
  expect(await page.locator('.list').isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await row(page, 'Dana').waitFor();
  expect(await page.locator('.thread').isVisible()).toBe(false);
});

test('who works for several businesses chooses one, and may change', async () => {
  const [first, second] = [await createBusiness(office.world), await createBusiness(office.world)];
  const page = await office.open(await office.hire(first.businessId, second.businessId));
  customer(first, 'Dana').writes('Hello');
  customer(second, 'Eli').writes('Hello');
  const nameOf = (business: typeof first) => `Business ${business.businessId}`;
  await button(page, nameOf(first)).click();
  await row(page, 'Dana').waitFor();
  await page.getByLabel('Business', { exact: true }).selectOption(nameOf(second));
  await row(page, 'Eli').click();
  await message(page, 'Hello').waitFor();
  expect(await row(page, 'Dana').count()).toBe(0);
  await page.reload();
  await row(page, 'Eli').waitFor();
});

test('older messages are loaded on request, above those on the page', async () => {
  const { business, page } = await openBusiness(office);
  const dana = customer(business, 'Dana');
  for (let number = 1; number <= 60; number += 1) dana.writes(`Number ${number}.`);
  await row(page, 'Dana').click();
  await button(page, 'Load older messages').click();
  await until('every message to be there', async () => (await page.locator('.message.in').count()) === 60);
});
