// What this page asks about phone calls. Each throws a `Problem` when it does not succeed.
import type { Page } from './answers.ts';
import type { Call, CallResult, WholeCall } from './call-answers.ts';
import { Problem, request, requestJson } from './request.ts';

const PAGE_SIZE = 50;

/** Which calls are looked for; what is empty does not matter. */
export interface CallFilter {
  /** Part of the caller's name or number, or of what was said. */
  search: string;
  /** How it ended, or that it goes on. */
  outcome: CallResult | 'live' | '';
  /** Only those of which a recording can be heard. */
  recorded: boolean;
  /** The first and the last day, as the reader's calendar has them: `2026-03-27`. */
  firstDay: string;
  lastDay: string;
}

export const EVERY_CALL: CallFilter = { search: '', outcome: '', recorded: false, firstDay: '', lastDay: '' };

/** The newest first. */
export function readCalls(businessId: number, filter: CallFilter, cursor: string | null, signal: AbortSignal) {
  return requestJson<Page<Call>>(`/api/calls?${queryOf(filter, cursor)}`, { businessId, signal });
}

export function readCall(businessId: number, callId: string, signal: AbortSignal): Promise<WholeCall> {
  return requestJson<WholeCall>(`/api/calls/${callId}`, { businessId, signal });
}

/** It is over a moment later. @throws Problem (409 when it is over already) */
export async function hangUp(businessId: number, callId: string): Promise<void> {
  await request(`/api/calls/${callId}/hang-up`, { method: 'POST', businessId });
}

/** With its turns and recordings. @throws Problem (409 while it goes on) */
export async function removeCall(businessId: number, callId: string): Promise<void> {
  // Removed before: by somebody else, or by us when the answer was lost.
  await request(`/api/calls/${callId}`, { method: 'DELETE', businessId }).catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 404)) throw error;
  });
}

/** The audio alone; the call stays. */
export async function removeRecording(businessId: number, callId: string, recordingId: string): Promise<void> {
  await request(`/api/calls/${callId}/recordings/${recordingId}`, { method: 'DELETE', businessId });
}

/** A player sends no header, so the address names the business itself. */
export function recordingAddress(businessId: number, callId: string, recordingId: string): string {
  return `/api/calls/${callId}/recordings/${recordingId}?business=${businessId}`;
}

function queryOf(filter: CallFilter, cursor: string | null): URLSearchParams {
  const { outcome, recorded, firstDay, lastDay } = filter;
  const search = filter.search.trim();
  return new URLSearchParams({
    limit: String(PAGE_SIZE),
    ...(cursor === null ? {} : { cursor }),
    ...(search === '' ? {} : { search }),
    ...(outcome === '' ? {} : outcome === 'live' ? { only: 'live' } : { result: outcome }),
    ...(recorded ? { with: 'recording' } : {}),
    ...(firstDay === '' ? {} : { from: midnight(firstDay, 0) }),
    ...(lastDay === '' ? {} : { before: midnight(lastDay, 1) }),
  });
}

/** The instant at which a day begins where the reader is, some days after the named one. */
function midnight(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
