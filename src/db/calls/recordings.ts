// Recordings of calls: told of by the provider, fetched, kept.
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { TranscriptLine } from '../../domain/calls/recorded-transcript.ts';
import { processRecording } from '../../jobs/catalogue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Onward } from '../../jobs/onward.ts';
import type { CallId, CallRecordingId } from '../ids.ts';
import { callRecordings, calls } from '../schema/index.ts';
import type { BusinessTx } from '../tenancy.ts';
import { type Call, lockCall, ringCall } from './accept-news.ts';
import { settleResult } from './result.ts';

/** What the provider says of a recording. */
export interface RecordingNews {
  recordingSid: string;
  kind: 'call' | 'message';
  /** `going-on`: it is being made, or made ready. */
  state: 'going-on' | 'ready' | 'absent';
  durationS: number | null;
  channels: number | null;
}

/** Whether the caller does not want their talk recorded. A message they leave of their own accord is another thing. */
export async function isRecordingRefused(tx: BusinessTx, callId: CallId): Promise<boolean> {
  const [call] = await tx
    .select({ consent: calls.recordingConsent })
    .from(calls)
    .where(eq(calls.id, callId))
    .for('share');
  return call?.consent === 'refused';
}

/** The caller does not want to be recorded: a job ends what is being made, and nothing of it is kept. */
export async function refuseRecording(tx: BusinessTx, onward: Onward, callId: CallId): Promise<void> {
  const call = await lockCall(tx, callId);
  if (!call || call.recordingConsent === 'refused') return;
  await tx.update(calls).set({ recordingConsent: 'refused' }).where(eq(calls.id, callId));
  await ringCall(tx, onward, call);
  await ringRecording(tx, onward.jobs, call);
}

/** Takes in that a call has a recording, unless that was refused; one that is stored, or known to be lost, stays so. */
export async function noteRecording(tx: BusinessTx, callId: CallId, news: RecordingNews): Promise<void> {
  if (news.kind === 'call' && (await isRecordingRefused(tx, callId))) return;
  const { recordingSid, kind, durationS, channels } = news;
  const absent = news.state === 'absent' ? { state: 'absent' as const } : {};
  // News of its beginning may come last, and knows less.
  const known = {
    durationS: sql`coalesce(excluded.duration_s, ${callRecordings.durationS})`,
    channels: sql`coalesce(excluded.channels, ${callRecordings.channels})`,
    ...absent,
  };
  await tx
    .insert(callRecordings)
    .values({
      businessId: tx.businessId,
      callId,
      recordingSid,
      kind,
      state: 'at-provider',
      durationS,
      channels,
      ...absent,
    })
    .onConflictDoUpdate({
      target: [callRecordings.businessId, callRecordings.recordingSid],
      set: known,
      setWhere: eq(callRecordings.state, 'at-provider'),
    });
  tx.publish({ type: 'call.changed', data: { callId } });
}

/** As {@link noteRecording}; when it was refused while it began, the job that removes it is rung. */
export async function noteRecordingBegun(
  tx: BusinessTx,
  { jobs }: Onward,
  callId: CallId,
  news: RecordingNews,
): Promise<void> {
  const call = await lockCall(tx, callId);
  if (call?.recordingConsent === 'refused') await ringRecording(tx, jobs, call);
  else await noteRecording(tx, callId, news);
}

/** Forgets the recordings of the talk. Their files are to be removed before. */
export async function removeTalks(tx: BusinessTx, callId: CallId): Promise<void> {
  await tx.delete(callRecordings).where(and(eq(callRecordings.callId, callId), eq(callRecordings.kind, 'call')));
  tx.publish({ type: 'call.changed', data: { callId } });
}

/** The job that fetches: started, or told to look again. */
export async function ringRecording(tx: BusinessTx, jobs: Jobs, { id, callSid, traceId }: Call): Promise<void> {
  await jobs.enqueue(tx, processRecording, { callSid, callId: id }, traceId);
}

export async function readRecordings(tx: BusinessTx, callId: CallId) {
  return tx
    .select({
      id: callRecordings.id,
      kind: callRecordings.kind,
      state: callRecordings.state,
      durationS: callRecordings.durationS,
      channels: callRecordings.channels,
      transcript: callRecordings.transcript,
      createdAt: callRecordings.createdAt,
    })
    .from(callRecordings)
    .where(eq(callRecordings.callId, callId))
    .orderBy(asc(callRecordings.id));
}

/** One recording of one call, and where its file lies. */
export async function readRecording(tx: BusinessTx, callId: CallId, recordingId: CallRecordingId) {
  const [recording] = await tx
    .select({ state: callRecordings.state, fileKey: callRecordings.fileKey })
    .from(callRecordings)
    .where(and(eq(callRecordings.callId, callId), eq(callRecordings.id, recordingId)));
  return recording;
}

/** Where the recordings of the talk lie. */
export async function readTalkFiles(tx: BusinessTx, callId: CallId): Promise<string[]> {
  const rows = await tx
    .select({ fileKey: callRecordings.fileKey })
    .from(callRecordings)
    .where(and(eq(callRecordings.callId, callId), eq(callRecordings.kind, 'call')));
  return rows.flatMap(({ fileKey }) => fileKey ?? []);
}

export type RecordingRemoval =
  | { outcome: 'removed'; fileKey: string | null }
  | { outcome: 'no-such-recording' }
  | { outcome: 'on-its-way' };

/**
 * Lets one recording go; its file is the caller's to remove after the commit. The row still says where it lay, so that a
 * removal that was broken off can be repeated. One that is on its way is not removed: it would arrive afterwards.
 */
export async function removeRecording(
  tx: BusinessTx,
  callId: CallId,
  recordingId: CallRecordingId,
): Promise<RecordingRemoval> {
  const [recording] = await tx
    .select({ state: callRecordings.state, fileKey: callRecordings.fileKey })
    .from(callRecordings)
    .where(and(eq(callRecordings.callId, callId), eq(callRecordings.id, recordingId)))
    .for('update');
  if (recording?.state === 'at-provider') return { outcome: 'on-its-way' };
  if (recording?.state !== 'stored' && recording?.state !== 'removed') return { outcome: 'no-such-recording' };
  if (recording.state === 'stored') {
    await tx.update(callRecordings).set({ state: 'removed' }).where(eq(callRecordings.id, recordingId));
    tx.publish({ type: 'call.changed', data: { callId } });
  }
  return { outcome: 'removed', fileKey: recording.fileKey };
}

/** A recording to be fetched: its contact decides in which folder it lies. */
export async function readForFetching(tx: BusinessTx, recordingSid: string) {
  const [recording] = await tx
    .select({
      id: callRecordings.id,
      callId: callRecordings.callId,
      state: callRecordings.state,
      contactId: calls.contactId,
    })
    .from(callRecordings)
    .innerJoin(calls, and(eq(calls.businessId, callRecordings.businessId), eq(calls.id, callRecordings.callId)))
    .where(eq(callRecordings.recordingSid, recordingSid));
  return recording;
}

/** A stored recording without a transcript, and the language it is in. */
export async function readForTranscript(tx: BusinessTx, recordingSid: string) {
  const [recording] = await tx
    .select({ id: callRecordings.id, fileKey: callRecordings.fileKey, language: calls.language })
    .from(callRecordings)
    .innerJoin(calls, and(eq(calls.businessId, callRecordings.businessId), eq(calls.id, callRecordings.callId)))
    .where(
      and(
        eq(callRecordings.recordingSid, recordingSid),
        eq(callRecordings.state, 'stored'),
        isNull(callRecordings.transcript),
      ),
    );
  return recording;
}

export async function keepTranscript(
  tx: BusinessTx,
  recordingId: CallRecordingId,
  transcript: TranscriptLine[],
): Promise<void> {
  const [kept] = await tx
    .update(callRecordings)
    .set({ transcript })
    .where(eq(callRecordings.id, recordingId))
    .returning({ callId: callRecordings.callId });
  if (kept) tx.publish({ type: 'call.changed', data: { callId: kept.callId } });
}

/**
 * The file is kept, or cannot be had.
 * @returns false when the call's data was deleted meanwhile
 */
export async function settleRecording(
  tx: BusinessTx,
  recordingId: CallRecordingId,
  settled: { state: 'stored'; fileKey: string } | { state: 'lost' },
): Promise<boolean> {
  const [recording] = await tx
    .update(callRecordings)
    .set(settled)
    .where(eq(callRecordings.id, recordingId))
    .returning({ callId: callRecordings.callId });
  if (!recording) return false;
  // A message that was left changes what became of the call.
  await settleResult(tx, recording.callId);
  tx.publish({ type: 'call.changed', data: { callId: recording.callId } });
  return true;
}
