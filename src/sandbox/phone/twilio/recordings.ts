// Recordings of calls: made while a call goes on, ready a while after, told by a callback, fetched as WAV.
import { setTimeout as delay } from 'node:timers/promises';
import { BYTES_PER_MS } from '../../audio/frames.ts';
import { wavOfMulaw } from '../../audio/wav.ts';
import { newSid, type PhoneCall } from '../call.ts';
import type { PhoneSettings } from '../settings.ts';
import type { Callback, Callbacks } from './callbacks.ts';

export type RecordingOptions = {
  channels: 1 | 2;
  source: 'RecordVerb' | 'StartCallRecordingAPI' | 'OutboundAPI';
  callback: (Callback & { events: readonly string[] }) | undefined;
};

export type Recording = ReturnType<typeof begun>;

export type Recordings = ReturnType<typeof createRecordings>;

function begun(call: PhoneCall, options: RecordingOptions) {
  return {
    sid: newSid('RE'),
    call,
    ...options,
    startedAt: new Date(),
    fromMs: call.talkedMs(),
    toMs: undefined as number | undefined,
    status: 'in-progress' as 'in-progress' | 'processing' | 'completed' | 'absent',
  };
}

/** @param baseUrl of the REST API, which is where recordings are fetched; known once it listens */
export function createRecordings(callbacks: Callbacks, settings: () => PhoneSettings, baseUrl: () => string) {
  const recordings = new Map<string, Recording>();
  const ended = new AbortController();

  function tell(recording: Recording, status: 'in-progress' | 'completed' | 'absent'): void {
    const { call, callback, channels, source, startedAt } = recording;
    if (callback === undefined || !callback.events.includes(status)) return;
    callbacks.send({
      callSid: call.sid,
      purpose: 'recording',
      to: callback,
      params: {
        AccountSid: call.accountSid,
        CallSid: call.sid,
        RecordingSid: recording.sid,
        RecordingUrl: urlOf(recording),
        RecordingStatus: status,
        RecordingDuration: String(durationS(recording)),
        RecordingChannels: String(channels),
        RecordingStartTime: startedAt.toUTCString(),
        RecordingSource: source,
        RecordingTrack: 'both',
      },
    });
  }

  function urlOf({ call, sid }: Recording): string {
    return `${baseUrl()}/2010-04-01/Accounts/${call.accountSid}/Recordings/${sid}`;
  }

  return {
    all: (): readonly Recording[] => [...recordings.values()],
    find: (sid: string): Recording | undefined => recordings.get(sid),
    remove: (sid: string): boolean => recordings.delete(sid),
    urlOf,

    /** Records from now until `stop` or the end of the call. */
    start(call: PhoneCall, options: RecordingOptions): Recording {
      const recording = begun(call, options);
      recordings.set(recording.sid, recording);
      tell(recording, 'in-progress');
      return recording;
    },

    /** Ends a recording; it is ready after the time in the settings. Ending it again changes nothing. */
    stop(recording: Recording, toMs = recording.call.talkedMs()): void {
      if (recording.toMs !== undefined) return;
      recording.toMs = toMs;
      recording.status = 'processing';
      delay(settings().recordingLatencyMs, undefined, { signal: ended.signal, ref: false }).then(
        () => {
          recording.status = recording.toMs === recording.fromMs ? 'absent' : 'completed';
          tell(recording, recording.status);
        },
        () => undefined, // The phone was closed.
      );
    },

    /** Ends what is still being recorded of a call. */
    stopAll(call: PhoneCall): void {
      for (const recording of recordings.values()) if (recording.call === call) this.stop(recording);
    },

    /** Both sides in channels of their own when it was asked for so; the caller is the first. */
    wav(recording: Recording, channels: number = recording.channels): Buffer {
      const { call, fromMs, toMs = call.talkedMs() } = recording;
      const sides = [call.tracks.caller, call.tracks.other].map((track) =>
        track.slice(fromMs * BYTES_PER_MS, toMs * BYTES_PER_MS),
      );
      return Buffer.from(wavOfMulaw(sides, channels));
    },

    close: () => ended.abort(),
  };
}

/** Whole seconds, begun ones included. */
export function durationS({ fromMs, toMs, call }: Recording): number {
  return Math.ceil(((toMs ?? call.talkedMs()) - fromMs) / 1_000);
}
