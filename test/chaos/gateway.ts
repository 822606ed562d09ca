// The gateway's side of the seeds' webhook: it posts, and posts again until the message is taken.
import { setTimeout as delay } from 'node:timers/promises';
import type { BusinessId } from '../../src/db/ids.ts';
import type { Cluster } from './cluster.ts';

/** One customer's text, as the gateway has it. */
export interface GatewayMessage {
  tenantId: BusinessId;
  /** The provider's id of the message. */
  id: string;
  /** Digits only. */
  phone: string;
  text: string;
  sentAt: Date;
}

const ANSWER_WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** One delivery. @returns the HTTP status, or undefined when no whole answer came: then nobody knows if it was taken */
export async function post(cluster: Cluster, message: GatewayMessage): Promise<number | undefined> {
  try {
    const response = await fetch(`${cluster.apiUrl}/webhook/whatsapp/incoming`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-internal-secret': cluster.config.secrets.internal },
      body: JSON.stringify(seedsBody(message)),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Again after a 5xx or no answer, at a growing distance. @throws when the message is refused for good */
export async function postUntilTaken(cluster: Cluster, message: GatewayMessage): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const status = await post(cluster, message);
    if (status === 202) return;
    if (status !== undefined && status < 500) throw new Error(`The seeds’ webhook refused a message: HTTP ${status}`);
    await delay(pauseMs);
  }
}

function seedsBody({ tenantId, id, phone, text, sentAt }: GatewayMessage) {
  const key = { id, remoteJid: `${phone}@s.whatsapp.net`, fromMe: false };
  const message = { key, message: { conversation: text }, messageTimestamp: Math.floor(sentAt.getTime() / 1_000) };
  return { tenantId: String(tenantId), payload: { messages: [message] } };
}
