// Twilio's REST API as our phone company, by its own library.
import twilio from 'twilio';
import type { CallInstance } from 'twilio/lib/rest/api/v2010/account/call.js';
import { callStateOf } from './call-state.ts';
import { type CallRecord, type RecordingRecord, VoiceError, type VoiceProvider } from './voice.ts';

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  /** Where its REST API is. */
  apiUrl: string;
}

const DEADLINE_MS = 10_000;
/** A recording of an hour is 60 MB. */
const DOWNLOAD_DEADLINE_MS = 90_000;

/** Not found; and what an update of a call that is over is answered with. */
const NOT_FOUND = 20404;
const NOT_IN_PROGRESS = 21220;

export function createTwilioVoice({ accountSid, authToken, apiUrl }: TwilioAccount): VoiceProvider {
  const client = twilio(accountSid, authToken, { httpClient: new twilio.RequestClient({ timeout: DEADLINE_MS }) });
  client.api.baseUrl = apiUrl;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const recordingsOf = (callSid: string) =>
    asked(async () => (await client.calls(callSid).recordings.list()).map(recordingRecord));

  return {
    readCall: (callSid) => asked(async () => callRecord(await client.calls(callSid).fetch()), [NOT_FOUND]),

    callsTo: (to, startTimeAfter) =>
      asked(async () => (await client.calls.list({ to, startTimeAfter })).map(callRecord)),

    async hangUp(callSid) {
      await asked(() => client.calls(callSid).update({ status: 'completed' }), [NOT_FOUND, NOT_IN_PROGRESS]);
    },

    async startRecording(callSid, callbackUrl) {
      // An answer that was lost must not begin a second one.
      const begun = (await recordingsOf(callSid)).find(({ kind, state }) => kind === 'call' && state === 'going-on');
      if (begun) return begun;
      const create = () =>
        client.calls(callSid).recordings.create({
          recordingChannels: 'dual',
          recordingTrack: 'both',
          recordingStatusCallback: callbackUrl,
          recordingStatusCallbackEvent: ['completed', 'absent'],
        });
      return asked(async () => recordingRecord(await create()), [NOT_FOUND, NOT_IN_PROGRESS]);
    },

    async stopRecording(callSid) {
      const current = client.calls(callSid).recordings('Twilio.CURRENT');
      await asked(() => current.update({ status: 'stopped' }), [NOT_FOUND, NOT_IN_PROGRESS]);
    },

    recordingsOf: async (callSid) => (await recordingsOf(callSid)) ?? [],

    async download(recordingSid) {
      const url = `${apiUrl}/2010-04-01/Accounts/${accountSid}/Recordings/${recordingSid}.wav?RequestedChannels=2`;
      const signal = AbortSignal.timeout(DOWNLOAD_DEADLINE_MS);
      try {
        const response = await fetch(url, { headers: { authorization }, signal });
        if (response.status === 404) return undefined;
        if (!response.ok) throw new VoiceError(verdictOf(response.status), `Twilio answered ${response.status}.`);
        return { mimeType: 'audio/wav', bytes: Buffer.from(await response.arrayBuffer()) };
      } catch (error) {
        throw asVoiceError(error);
      }
    },

    async removeRecording(recordingSid) {
      await asked(() => client.recordings(recordingSid).remove(), [NOT_FOUND]);
    },
  };
}

async function asked<Answer>(request: () => Promise<Answer>): Promise<Answer>;
async function asked<Answer>(request: () => Promise<Answer>, fine: readonly number[]): Promise<Answer | undefined>;
/** @param fine Twilio's codes that are no trouble: they answer undefined */
async function asked<Answer>(
  request: () => Promise<Answer>,
  fine: readonly number[] = [],
): Promise<Answer | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof twilio.RestException && fine.includes(Number(error.code))) return undefined;
    throw asVoiceError(error);
  }
}

function asVoiceError(error: unknown): VoiceError {
  if (error instanceof VoiceError) return error;
  if (error instanceof twilio.RestException) {
    return new VoiceError(verdictOf(error.status), `Twilio ${error.code ?? error.status}: ${error.message}`);
  }
  return new VoiceError('retry', `Twilio does not answer: ${error instanceof Error ? error.message : String(error)}`);
}

const verdictOf = (status: number): 'retry' | 'refused' => (status === 429 || status >= 500 ? 'retry' : 'refused');

function callRecord(call: CallInstance): CallRecord {
  const state = callStateOf(call.status) ?? 'ringing';
  return {
    callSid: call.sid,
    from: call.from,
    state,
    startedAt: call.dateCreated,
    answeredAt: call.startTime ?? null,
    endedAt: call.endTime ?? null,
    durationS: call.duration ? Number(call.duration) : null,
  };
}

type RecordingInstance = Awaited<
  ReturnType<ReturnType<ReturnType<typeof twilio>['calls']>['recordings']['list']>
>[number];

function recordingRecord({ sid, source, status, duration, channels }: RecordingInstance): RecordingRecord {
  return {
    recordingSid: sid,
    kind: source === 'RecordVerb' ? 'message' : 'call',
    state: status === 'completed' ? 'ready' : isNothing(status) ? 'absent' : 'going-on',
    durationS: duration && Number(duration) >= 0 ? Number(duration) : null,
    channels: Number(channels) || null,
  };
}

const isNothing = (status: string): boolean => ['absent', 'failed', 'deleted'].includes(status);
