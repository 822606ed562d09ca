// The demo business: made once, found again by every later start. Prints its owner's sign-in as one JSON line.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { connect } from '../../src/db/connections.ts';
import { createVault } from '../../src/db/encryption.ts';
import type { BusinessId, UserId } from '../../src/db/ids.ts';
import { businesses, channels, memberships } from '../../src/db/schema/index.ts';
import { type BusinessTx, createWithBusiness, type Database } from '../../src/db/tenancy.ts';
import { createAuth } from '../../src/http/auth.ts';
import { ensureUser } from '../../src/http/ensure-user.ts';
import { keep, kept } from '../processes/kept-file.ts';

const OWNER = { email: 'owner@demo.example', name: 'Dana Demo' };
/** The number that the sandbox's customers write to. */
const NUMBER_ID = '100200300400500';
/** The number that `npm run phone` calls. */
const VOICE_NUMBER = '+97233000001';

const PROMPT = `We are "Barak Plumbing" in Tel Aviv: leaks, blockages, boilers, new taps. A visit costs 250 NIS, taken off the bill.
Ask for the name, the town and what is wrong.`;

const config = loadConfig({ ...process.env, SERVICE_ROLE: 'all' });
const app = connect(config.database.appUrl, { name: 'seed', max: 1 });
const system = connect(config.database.systemUrl, { name: 'seed-system', max: 1 });
const authentication = connect(config.database.authUrl, { name: 'seed-auth', max: 1 });
try {
  const signIn = { email: OWNER.email, password: ownersPassword(config.dataDir) };
  const { secrets, publicUrl } = config;
  const auth = createAuth(authentication.database, { secret: secrets.auth, publicUrl, production: false });
  const userId = await ensureUser(auth, { ...OWNER, password: signIn.password });
  const businessId = await demoBusiness(system.database);
  await createWithBusiness(app.database)(businessId, (tx) => furnish(tx, userId, config));
  console.log(JSON.stringify(signIn));
} finally {
  await Promise.all([app.close(), system.close(), authentication.close()]);
}

/** Made at random once, so that no two machines share one. */
function ownersPassword(dataDir: string): string {
  const file = join(dataDir, 'demo-owner.json');
  const known = kept(file, z.object({ password: z.string() }));
  const password = known?.password ?? randomBytes(9).toString('base64url');
  keep(file, { password });
  return password;
}

/** The first business of an empty database, so its id is 1. */
async function demoBusiness(database: Database): Promise<BusinessId> {
  const [first] = await database.select({ id: businesses.id }).from(businesses).orderBy(businesses.id).limit(1);
  if (first) return first.id;
  const [made] = await database
    .insert(businesses)
    .values({ name: 'Barak Plumbing', settings: { prompt: PROMPT, callNotice: 'assistant-and-recording' } })
    .returning({ id: businesses.id });
  if (!made) throw new Error('The demo business was not made');
  return made.id;
}

async function furnish(tx: BusinessTx, userId: UserId, { secrets }: Config): Promise<void> {
  const { businessId } = tx;
  await tx
    .insert(memberships)
    .values({ businessId, userId, role: 'owner', displayName: OWNER.name, email: OWNER.email })
    .onConflictDoNothing();
  await tx
    .insert(channels)
    .values({
      businessId,
      provider: 'twilio',
      numberId: VOICE_NUMBER,
      displayNumber: '+972 3-300-0001',
      name: 'Phone',
      credentials: '',
    })
    .onConflictDoNothing();
  const [channel] = await tx.select({ id: channels.id }).from(channels).where(eq(channels.numberId, NUMBER_ID));
  if (channel) return;
  const credentials = createVault(secrets.encryption).seal(
    businessId,
    JSON.stringify({ accessToken: 'sandbox-token' }),
  );
  await tx.insert(channels).values({
    businessId,
    provider: 'cloud',
    numberId: NUMBER_ID,
    displayNumber: '+972 3-300-0001',
    name: 'WhatsApp',
    credentials,
    isSending: true,
  });
}
