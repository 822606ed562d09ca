// Everything between a customer's phone and a colleague's browser: the roles, the built page, a browser that shows it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { connect } from '../../src/db/connections.ts';
import type { BusinessId } from '../../src/db/ids.ts';
import { accountFor, invite } from '../../src/http/accounts.ts';
import { type Auth, createAuth } from '../../src/http/auth.ts';
import type { CustomerContent } from '../../src/sandbox/whatsapp/customer-messages.ts';
import { createMember, join, type Person } from '../http/people.ts';
import { createBusiness, type TestBusiness } from '../support/factories.ts';
import { startWorld, type World } from '../support/world.ts';
import { openBrowser } from './chromium.ts';

const SET_UP = fileURLToPath(new URL('../../scripts/setup.mjs', import.meta.url));

export interface Office {
  world: World;
  /** Someone who works for these businesses, as Noa. */
  hire(business: BusinessId, ...others: BusinessId[]): Promise<Person>;
  /** An account without a password, and the token of the link that sets one. */
  invite(email: string): Promise<string>;
  /** The page in a browser of its own; signed in as `person`, or as nobody. */
  open(person?: Person, options?: VisitOptions): Promise<Page>;
  /** Closes every page that is open. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** `url`: the way to the api, where it is not the direct one. */
export type VisitOptions = BrowserContextOptions & { url?: string };

export async function openOffice(): Promise<Office> {
  // Builds the page anew when its sources have changed, as for people: not as a test's own React would be.
  await promisify(execFile)(process.execPath, [SET_UP], { env: { ...process.env, NODE_ENV: 'production' } });
  const browser = await openBrowser();
  const world = await startWorld('api', 'worker');
  const authRole = connect(world.config.database.authUrl, { name: 'test-auth', max: 2 });
  const { secrets, publicUrl, production } = world.config;
  const auth: Auth = createAuth(authRole.database, { secret: secrets.auth, publicUrl, production });
  const parts = { auth, withBusiness: world.withBusiness };
  return {
    world,
    async hire(business, ...others) {
      const person = await createMember(parts, business, 'agent', 'Noa');
      for (const other of others) await join(parts, other, person, 'agent', 'Noa');
      return person;
    },
    async invite(email) {
      const { userId } = await accountFor(auth, { email, name: 'Noa' });
      return (await invite(auth, userId)).token;
    },
    async open(person, { url = world.apiUrl, ...options } = {}) {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      if (person) await context.addCookies(cookiesOf(person, url));
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    async leave() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await authRole.close();
      await world.close();
    },
  };
}

/** A business of its own, and a page that shows it to one of its people. */
export async function openBusiness({ world, hire, open }: Office, options?: VisitOptions) {
  const business = await createBusiness(world);
  const page = await open(await hire(business.businessId), options);
  await page.locator('.list').waitFor();
  return { business, page };
}

let customers = 0;

/** A customer's phone. How its number ends means something to the sandbox: see src/sandbox/README.md. */
export function createCustomer({ sandbox }: World, { numberId }: TestBusiness, name: string, ending = '5000') {
  customers += 1;
  const phone = `+97250${100 + customers}${ending}`;
  return {
    writes(content: string | CustomerContent, sentAt?: Date) {
      const written = typeof content === 'string' ? ({ type: 'text', text: content } as const) : content;
      return sandbox.customerWrites({ customer: phone, name, phoneNumberId: numberId, content: written, sentAt });
    },
    /** The texts that arrived on the phone, oldest first. */
    received: () => sandbox.messages().flatMap(({ to, text }) => (phone.endsWith(to.replace('+', '')) ? [text] : [])),
  };
}

function cookiesOf({ headers }: Person, url: string) {
  return headers.cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), url };
  });
}
