// Signs of life for the calls this process has: without them their places are free again, and their workflows end them.
import { renewLeases } from '../db/calls/stream.ts';
import type { BusinessId, CallId } from '../db/ids.ts';
import type { WithBusiness } from '../db/tenancy.ts';
import type { Logger } from '../telemetry/log.ts';

const LEASE_MS = 60_000;
/** Two may be missed. */
const RENEW_EVERY_MS = 20_000;
/** After an outage the calls' workflows look at the leases at once: they should find them renewed. */
const TRY_AGAIN_AFTER_MS = 1_000;

export interface Leases {
  /** A lease that begins now. */
  begun(): { owner: string; until: Date };
  hold(businessId: BusinessId, callId: CallId): void;
  drop(callId: CallId): void;
  close(): void;
}

/** @param owner names this process, like no other */
export function createLeases(withBusiness: WithBusiness, owner: string, log: Logger): Leases {
  const held = new Map<CallId, BusinessId>();
  const begun = () => ({ owner, until: new Date(Date.now() + LEASE_MS) });

  async function renew(): Promise<void> {
    for (const [businessId, callIds] of byBusiness(held)) {
      await withBusiness(businessId, (tx) => renewLeases(tx, callIds, begun()));
    }
  }
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  function renewIn(ms: number): void {
    if (isClosed) return;
    timer = setTimeout(async () => {
      try {
        await renew();
        renewIn(RENEW_EVERY_MS);
      } catch (error) {
        // The calls go on.
        log.warn({ error: String(error) }, 'leases of calls not renewed');
        renewIn(TRY_AGAIN_AFTER_MS);
      }
    }, ms);
  }
  renewIn(RENEW_EVERY_MS);

  return {
    begun,
    hold: (businessId, callId) => void held.set(callId, businessId),
    drop: (callId) => void held.delete(callId),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function byBusiness(held: ReadonlyMap<CallId, BusinessId>): Map<BusinessId, CallId[]> {
  return Map.groupBy(held.keys(), (callId) => held.get(callId) as BusinessId);
}
