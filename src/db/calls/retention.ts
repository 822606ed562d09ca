// Recordings that have been kept for as long as their business wants: the audio goes, the row stays.
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { DEFAULT_SETTINGS } from '../../domain/businesses/settings.ts';
import type { BusinessId, CallRecordingId } from '../ids.ts';
import { businesses, callRecordings } from '../schema/index.ts';
import type { BusinessTx, Database } from '../tenancy.ts';

/** As many at once. */
const BATCH = 50;

/** One whose audio may still lie somewhere: with us, with the provider, or with both. */
export interface OldRecording {
  id: CallRecordingId;
  recordingSid: string;
  fileKey: string | null;
}

/** For the system's look: which open businesses have a recording to let go. */
export async function businessesWithOldRecordings(system: Database, now: Date): Promise<BusinessId[]> {
  const rows = await system
    .selectDistinct({ businessId: callRecordings.businessId })
    .from(callRecordings)
    .innerJoin(businesses, eq(businesses.id, callRecordings.businessId))
    .where(and(isOld(now), eq(businesses.state, 'active')));
  return rows.map(({ businessId }) => businessId);
}

/** The oldest first. */
export async function readOldRecordings(tx: BusinessTx, now: Date): Promise<OldRecording[]> {
  return tx
    .select({
      id: callRecordings.id,
      recordingSid: callRecordings.recordingSid,
      fileKey: callRecordings.fileKey,
    })
    .from(callRecordings)
    .innerJoin(businesses, eq(businesses.id, callRecordings.businessId))
    .where(isOld(now))
    .orderBy(asc(callRecordings.createdAt))
    .limit(BATCH);
}

/** Its audio is gone, here and with the provider; that there was a recording stays known. */
export async function noteExpired(tx: BusinessTx, recordingId: CallRecordingId): Promise<void> {
  const [expired] = await tx
    .update(callRecordings)
    .set({ state: 'expired', fileKey: null })
    .where(eq(callRecordings.id, recordingId))
    .returning({ callId: callRecordings.callId });
  if (expired) tx.publish({ type: 'call.changed', data: { callId: expired.callId } });
}

function isOld(now: Date): SQL | undefined {
  const days = sql`coalesce((${businesses.settings}->>'recordingsKeptDays')::float, ${DEFAULT_SETTINGS.recordingsKeptDays})`;
  return and(
    inArray(callRecordings.state, ['at-provider', 'stored', 'lost']),
    sql`${callRecordings.createdAt} < ${now.toISOString()}::timestamptz - ${days} * interval '1 day'`,
  );
}
