// Phone calls: one row a call, its turns, what the assistant did in it, what was recorded of it; and how calls are greeted.
import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { CallState } from '../../domain/calls/call-facts.ts';
import type { Admission, CallResult } from '../../domain/calls/call-result.ts';
import type { TranscriptLine } from '../../domain/calls/recorded-transcript.ts';
import type { LastingToolUse } from '../../domain/calls/tool-use.ts';
import type { AnswerEnd, StageTimes, ToolResult } from '../../domain/calls/turn.ts';
import type { CallId, CallRecordingId, ChannelId, ContactId, ReminderId } from '../ids.ts';
import { businesses } from './businesses.ts';
import { channels } from './channels.ts';
import { businessId, bytes, createdAt, id, instant, ownBusinessOnly, systemAccess } from './columns.ts';
import { contacts } from './contacts.ts';

export const calls = pgTable(
  'calls',
  {
    businessId: businessId(),
    id: id().$type<CallId>(),
    /** Twilio's id of the call, `CA` and 32 hex digits. */
    callSid: text('call_sid').notNull(),
    channelId: uuid('channel_id').$type<ChannelId>().notNull(),
    /** Whoever calls; null until that is known, and for a withheld number. */
    contactId: uuid('contact_id').$type<ContactId>(),
    /** As Twilio names them: E.164, or a stand-in for a withheld number. `from` is '' until somebody tells. */
    fromNumber: text('from_number').notNull(),
    toNumber: text('to_number').notNull(),
    /** Moves forward by rank only (`domain/calls/call-facts.ts`). */
    state: text('state').$type<CallState>().notNull(),
    startedAt: instant('started_at').notNull(),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at'),
    /** Whole seconds, as Twilio bills them. */
    durationS: integer('duration_s'),
    /** Whether there was room for it; see `domain/calls/call-result.ts`. */
    admission: text('admission').$type<Admission>().notNull(),
    /** The process that has it, until the lease runs out: a process that died gives its calls' places back so. */
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    /** SHA-256 (hex) of what the next stream must show; null once it was shown. */
    streamTokenHash: text('stream_token_hash'),
    streamStartedAt: instant('stream_started_at'),
    streamEndedAt: instant('stream_ended_at'),
    /** What follows the stream, written before its socket is closed; null then means that its process was lost. */
    afterStream: text('after_stream', { enum: ['hang-up', 'message'] }),
    /** `none`: nothing may be recorded; `noticed`: the caller was told and did not object. */
    recordingConsent: text('recording_consent', { enum: ['none', 'noticed', 'refused'] }).notNull(),
    language: text('language', { enum: ['he', 'en'] }).notNull(),
    /** What the assistant is told, made ready while it rings. */
    prompt: text('prompt'),
    /** A person asked for its end. */
    hangUpRequestedAt: instant('hang_up_requested_at'),
    /** What became of it, in one word, once it is over. */
    result: text('result').$type<CallResult>(),
    /** What was talked about, in a sentence or two of the business's language; null when nothing was. */
    summary: text('summary'),
    traceId: text('trace_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('calls_sid').on(table.businessId, table.callSid),
    // Who occupies a place now.
    index('calls_leased').on(table.businessId, table.leaseUntil).where(sql`${table.leaseUntil} is not null`),
    index('calls_contact').on(table.businessId, table.contactId),
    foreignKey({ columns: [table.businessId, table.channelId], foreignColumns: [channels.businessId, channels.id] }),
    foreignKey({
      columns: [table.businessId, table.contactId],
      foreignColumns: [contacts.businessId, contacts.id],
    }).onDelete('cascade'),
    check(
      'calls_state',
      sql`${table.state} in ('ringing', 'in-progress', 'canceled', 'no-answer', 'busy', 'failed', 'completed')`,
    ),
    check('calls_admission', sql`${table.admission} in ('admitted', 'full', 'not-asked')`),
    check('calls_after_stream', sql`${table.afterStream} in ('hang-up', 'message')`),
    check('calls_recording_consent', sql`${table.recordingConsent} in ('none', 'noticed', 'refused')`),
    check('calls_language', sql`${table.language} in ('he', 'en')`),
    check('calls_result', sql`${table.result} in ('talked', 'message', 'no-talk', 'turned-away', 'unanswered')`),
    ownBusinessOnly(),
  ],
);

/** Calls that a person removed: what Twilio still tells of them, and its own records of them, bring none back. */
export const removedCalls = pgTable(
  'removed_calls',
  {
    businessId: businessId().references(() => businesses.id),
    callSid: text('call_sid').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.callSid] }), ownBusinessOnly()],
);

/** One turn: what the caller said, and what of the answer they heard. */
export const callTurns = pgTable(
  'call_turns',
  {
    businessId: businessId(),
    callId: uuid('call_id').$type<CallId>().notNull(),
    /** From 1; the greeting is a turn without a caller's text. */
    n: integer('n').notNull(),
    callerText: text('caller_text').notNull(),
    /** What was played to its end or cut short, as far as it was played: never more. */
    heardText: text('heard_text').notNull(),
    answerEnd: text('answer_end').$type<AnswerEnd>().notNull().default('finished'),
    toolResults: jsonb('tool_results').$type<ToolResult[]>().notNull(),
    stages: jsonb('stages').$type<StageTimes>().notNull(),
    /** When the caller began to speak. */
    startedAt: instant('started_at').notNull(),
    /** Nothing of it changes any more. Null while it goes on, and for ever when its process was lost. */
    overAt: instant('over_at'),
    /** When what was learnt from it was written down. */
    savedAt: instant('saved_at'),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.callId, table.n] }),
    check('call_turns_answer_end', sql`${table.answerEnd} in ('finished', 'interrupted')`),
    foreignKey({ columns: [table.businessId, table.callId], foreignColumns: [calls.businessId, calls.id] }).onDelete(
      'cascade',
    ),
    ownBusinessOnly(),
  ],
);

/** What the assistant did in a call besides speaking: written down while the caller waits, done by a job. */
export const callToolUses = pgTable(
  'call_tool_uses',
  {
    businessId: businessId(),
    callId: uuid('call_id').$type<CallId>().notNull(),
    /** Ours, one for each use: the key of its effect. */
    useId: text('use_id').notNull(),
    input: jsonb('input').$type<LastingToolUse>().notNull(),
    state: text('state', { enum: ['accepted', 'done'] }).notNull(),
    /** The reminder of a call-back: a call has one, however often it is asked for. It may be gone. */
    reminderId: uuid('reminder_id').$type<ReminderId>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.callId, table.useId] }),
    foreignKey({ columns: [table.businessId, table.callId], foreignColumns: [calls.businessId, calls.id] }).onDelete(
      'cascade',
    ),
    check('call_tool_uses_state', sql`${table.state} in ('accepted', 'done')`),
    ownBusinessOnly(),
  ],
);

/** How calls are greeted, as audio: made before the first caller hears it. It holds for its own text and voice only. */
export const callGreetings = pgTable(
  'call_greetings',
  {
    businessId: businessId().references(() => businesses.id),
    language: text('language', { enum: ['he', 'en'] }).notNull(),
    text: text('text').notNull(),
    /** Its name with the provider. */
    voice: text('voice').notNull(),
    /** Mu-law at 8 kHz, one byte a sample. */
    mulaw: bytes('mulaw').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.language] }),
    check('call_greetings_language', sql`${table.language} in ('he', 'en')`),
    ownBusinessOnly(),
    systemAccess(),
  ],
);

/** One recording at Twilio, and where it lies with us. */
export const callRecordings = pgTable(
  'call_recordings',
  {
    businessId: businessId(),
    id: id().$type<CallRecordingId>(),
    callId: uuid('call_id').$type<CallId>().notNull(),
    /** Twilio's id, `RE` and 32 hex digits. */
    recordingSid: text('recording_sid').notNull(),
    /** Both sides of the talk, or a message that was left. */
    kind: text('kind', { enum: ['call', 'message'] }).notNull(),
    /**
     * `at-provider`: not fetched yet; `absent`: there was nothing to hear; `lost`: it could not be had; `expired`: kept for as long
     * as the business wanted, and gone everywhere; `removed`: a person removed it. The row stays, or it would be fetched anew.
     */
    state: text('state', { enum: ['at-provider', 'stored', 'absent', 'lost', 'expired', 'removed'] }).notNull(),
    durationS: integer('duration_s'),
    channels: integer('channels'),
    /** Where the storage has it. */
    fileKey: text('file_key'),
    /** What is said in it, by whom; null where there is none: the turns have what was understood at the time. */
    transcript: jsonb('transcript').$type<TranscriptLine[]>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.businessId, table.id] }),
    uniqueIndex('call_recordings_sid').on(table.businessId, table.recordingSid),
    index('call_recordings_age').on(table.createdAt, table.businessId),
    index('call_recordings_call').on(table.businessId, table.callId),
    foreignKey({ columns: [table.businessId, table.callId], foreignColumns: [calls.businessId, calls.id] }).onDelete(
      'cascade',
    ),
    check('call_recordings_kind', sql`${table.kind} in ('call', 'message')`),
    check(
      'call_recordings_state',
      sql`${table.state} in ('at-provider', 'stored', 'absent', 'lost', 'expired', 'removed')`,
    ),
    ownBusinessOnly(),
    systemAccess(),
  ],
);
