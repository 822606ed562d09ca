// `npm run system-admin -- <e-mail> <name>`: makes (or finds) a user, gives them a new password and makes them a system
// administrator. Needs the environment of the migrate step.
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { loadConfig } from '../src/config/config.ts';
import { connect } from '../src/db/connections.ts';
import { user } from '../src/db/schema/index.ts';
import { createAuth } from '../src/http/auth.ts';
import { ensureUser } from '../src/http/ensure-user.ts';

const [, , email, name] = process.argv;
const wanted = z.object({ email: z.email(), name: z.string().min(1) }).safeParse({ email, name });
if (!wanted.success) {
  console.error('Use: npm run system-admin -- you@example.com "Your name"');
  process.exit(2);
}

const { database, secrets, publicUrl, production } = loadConfig({ ...process.env, SERVICE_ROLE: 'api' });
const authentication = connect(database.authUrl, { name: 'system-admin', max: 1 });
try {
  const password = randomBytes(12).toString('base64url');
  const auth = createAuth(authentication.database, { secret: secrets.auth, publicUrl, production });
  const userId = await ensureUser(auth, { ...wanted.data, password });
  await authentication.database.update(user).set({ systemAdmin: true }).where(eq(user.id, userId));
  console.log(`${wanted.data.email} is a system administrator. Password, shown once: ${password}`);
} finally {
  await authentication.close();
}
