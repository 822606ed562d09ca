// The phone company, as the rest of the system sees it: what it knows of a call, and what it can be told.
import type { CallState } from '../../domain/calls/call-facts.ts';
import type { StoredFile } from '../storage/storage.ts';

/** The provider's own record of a call. */
export interface CallRecord {
  callSid: string;
  /** As it names the caller: E.164, or a stand-in for a withheld number. */
  from: string;
  state: CallState;
  startedAt: Date;
  /** Null while nobody has answered. */
  answeredAt: Date | null;
  endedAt: Date | null;
  /** Whole seconds; null until it is over. */
  durationS: number | null;
}

export interface RecordingRecord {
  recordingSid: string;
  /** Both sides of a talk, or a message that was left. */
  kind: 'call' | 'message';
  /** `going-on`: it is being made, or made ready. */
  state: 'going-on' | 'ready' | 'absent';
  durationS: number | null;
  channels: number | null;
}

/** Something the provider refused or could not do. */
export class VoiceError extends Error {
  override name = 'VoiceError';
  /** `retry`: it could not be reached, or asks to wait; `refused`: no, for good. */
  readonly verdict: 'retry' | 'refused';

  constructor(verdict: 'retry' | 'refused', message: string) {
    super(message);
    this.verdict = verdict;
  }
}

/** Every method throws VoiceError. */
export interface VoiceProvider {
  /** @returns undefined when the provider knows no such call */
  readCall(callSid: string): Promise<CallRecord | undefined>;
  /** The calls that came in to a number (E.164) since an instant. */
  callsTo(number: string, since: Date): Promise<CallRecord[]>;
  /** Ends a call; one that has ended already is as good. */
  hangUp(callSid: string): Promise<void>;
  /**
   * Records both sides, each in a channel of its own, until the call ends; told twice, it records once.
   * @param callbackUrl told when it is ready
   * @returns undefined when the call is over
   */
  startRecording(callSid: string, callbackUrl: string): Promise<RecordingRecord | undefined>;
  /** Ends the recording that is being made of a call; none there is fine. What it has so far stays with the provider. */
  stopRecording(callSid: string): Promise<void>;
  recordingsOf(callSid: string): Promise<RecordingRecord[]>;
  /** @returns undefined when it is not there, or not yet */
  download(recordingSid: string): Promise<StoredFile | undefined>;
  /** Removes the provider's copy; none there is fine. */
  removeRecording(recordingSid: string): Promise<void>;
}
