// Calls and recordings as Twilio's REST API shows them.
import type { PhoneCall } from '../call.ts';
import { durationS } from './params.ts';
import { type Recording, durationS as recordingS } from './recordings.ts';

/** A page of a list; the sandbox has one page. */
export function pageOf<Name extends string>(name: Name, items: readonly object[], uri: string) {
  return {
    [name]: items,
    page: 0,
    page_size: 1_000,
    start: 0,
    end: Math.max(0, items.length - 1),
    uri,
    first_page_uri: uri,
    next_page_uri: null,
    previous_page_uri: null,
  };
}

export function callResource(call: PhoneCall): object {
  const { answeredAt, endedAt } = call.times;
  const uri = `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}`;
  return {
    sid: call.sid,
    account_sid: call.accountSid,
    api_version: '2010-04-01',
    from: call.from,
    from_formatted: call.from,
    to: call.to,
    to_formatted: call.to,
    direction: call.direction,
    status: call.status(),
    date_created: call.createdAt.toUTCString(),
    date_updated: (endedAt ?? answeredAt ?? call.createdAt).toUTCString(),
    start_time: answeredAt?.toUTCString() ?? null,
    end_time: endedAt?.toUTCString() ?? null,
    duration: endedAt === undefined ? null : String(durationS(call)),
    parent_call_sid: null,
    answered_by: null,
    caller_name: null,
    forwarded_from: null,
    group_sid: null,
    phone_number_sid: null,
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
  };
}

export function recordingResource(recording: Recording): object {
  const { call, sid, startedAt, channels, source, status } = recording;
  return {
    sid,
    account_sid: call.accountSid,
    call_sid: call.sid,
    conference_sid: null,
    api_version: '2010-04-01',
    date_created: startedAt.toUTCString(),
    date_updated: startedAt.toUTCString(),
    start_time: startedAt.toUTCString(),
    duration: recording.toMs === undefined ? null : String(recordingS(recording)),
    status,
    channels,
    source,
    track: 'both',
    error_code: null,
    price: null,
    price_unit: 'USD',
    encryption_details: null,
    uri: `/2010-04-01/Accounts/${call.accountSid}/Recordings/${sid}.json`,
  };
}
