// What the terminal shows once everything runs.
import { programPath } from '../processes/project.ts';

/** The demo owner's sign-in, as the seed step prints it. */
export type SignIn = { email: string; password: string };

/** Everything that a person needs to look around. `uiUrl` is missing when Temporal is not on this machine. */
export type Screen = {
  url: string;
  uiUrl: string | undefined;
  signIn: SignIn;
  internalSecret: string;
  dataDir: string;
};

/** The one screen. */
export function screenOf({ url, uiUrl, signIn, internalSecret, dataDir }: Screen): string {
  return `
ProSaaS is running.

  Web page         ${url}
  API reference    ${url}/reference
  Temporal Web UI  ${uiUrl ?? 'belongs to the Temporal server named in TEMPORAL_ADDRESS'}

  Sign in with     ${signIn.email}
  Password         ${signIn.password}
  INTERNAL_SECRET  ${internalSecret}

A customer writes:

${customerWrites(url, internalSecret)}

Logs are in ${dataDir}/logs. Another worker: ${joinWith(dataDir)}SERVICE_ROLE=worker npm run role. Ctrl-C stops everything.
`;
}

/** A role finds the running system through DATA_DIR. */
function joinWith(dataDir: string): string {
  return dataDir === programPath('.data') ? '' : `DATA_DIR=${dataDir} `;
}

/** A command for the shell: a message as the WhatsApp gateway hands it on, with an id of its own each second. */
function customerWrites(url: string, internalSecret: string): string {
  const key = `{"id":"TEST'$(date +%s)'","remoteJid":"972501234567@s.whatsapp.net","fromMe":false}`;
  const message = `{"key":${key},"pushName":"Dana","message":{"conversation":"Hello, when can you come?"}}`;
  return [
    `  curl -X POST ${url}/webhook/whatsapp/incoming \\`,
    `    -H 'X-Internal-Secret: ${internalSecret}' -H 'Content-Type: application/json' \\`,
    `    -d '{"tenantId":"1","payload":{"messages":[${message}]}}'`,
  ].join('\n');
}
