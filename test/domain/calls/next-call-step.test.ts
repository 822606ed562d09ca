// What a call's workflow does next, for the calls that are ordinary and for those that are not.
import { expect, test } from 'vitest';
import {
  type CallProgress,
  type CallRow,
  MAX_CALL_MS,
  nextCallStep,
} from '../../../src/domain/calls/next-call-step.ts';

const START = Date.UTC(2026, 0, 1, 10);
const after = (ms: number) => new Date(START + ms);

const RINGING: CallRow = {
  state: 'ringing',
  startedAt: after(0),
  answeredAt: null,
  endedAt: null,
  durationS: null,
  streamStartedAt: null,
  streamEndedAt: null,
  fromNumber: '+972501234567',
  admission: 'admitted',
  leaseUntil: after(60_000),
  recordingConsent: 'none',
  afterStream: null,
  hangUpRequestedAt: null,
};
const LIVE: CallRow = { ...RINGING, state: 'in-progress', streamStartedAt: after(1_000), answeredAt: after(1_000) };
const OVER: CallRow = {
  ...LIVE,
  state: 'completed',
  endedAt: after(30_000),
  durationS: 29,
  streamEndedAt: after(30_000),
  leaseUntil: null,
};
const LOGGED: CallProgress = { logged: true, recorded: false, asks: 0, askedAt: 0, hangUps: 0, hungUpAt: 0 };

const next = (call: CallRow, ms: number, progress: Partial<CallProgress> = {}) =>
  nextCallStep(call, { ...LOGGED, ...progress }, START + ms);

test('first of all the caller is looked up', () => {
  expect(next(RINGING, 10, { logged: false })).toEqual({ kind: 'log' });
});

test('a call whose first news did not say who calls is asked about at once', () => {
  expect(next({ ...RINGING, fromNumber: '' }, 10, { logged: false })).toEqual({ kind: 'ask' });
  expect(next({ ...RINGING, fromNumber: '' }, 20, { logged: false, asks: 1, askedAt: START + 10 })).toEqual({
    kind: 'wait',
    ms: 30_000 - 10,
  });
});

test('a call that is talked is left alone until its lease should have been renewed', () => {
  expect(next(LIVE, 2_000)).toEqual({ kind: 'wait', ms: 60_000 + 15_000 - 2_000 });
});

test('it is recorded once, where the caller was told', () => {
  const noticed: CallRow = { ...LIVE, recordingConsent: 'noticed' };
  expect(next(noticed, 2_000)).toEqual({ kind: 'record' });
  expect(next(noticed, 2_000, { recorded: true }).kind).toBe('wait');
  expect(next({ ...LIVE, recordingConsent: 'refused' }, 2_000).kind).toBe('wait');
});

test('a call whose process is gone is ended', () => {
  expect(next(LIVE, 60_000 + 15_000)).toEqual({ kind: 'hang-up', why: 'orphaned' });
});

test('a call that goes on for too long is ended, though its process lives', () => {
  const alive = { ...LIVE, leaseUntil: after(MAX_CALL_MS + 60_000) };
  expect(next(alive, MAX_CALL_MS)).toEqual({ kind: 'wait', ms: 30_000 });
  expect(next(alive, MAX_CALL_MS + 30_000)).toEqual({ kind: 'hang-up', why: 'too-long' });
});

test('a call that a person wants ended is ended at once, and again while it is not', () => {
  const unwanted = { ...LIVE, hangUpRequestedAt: after(5_000) };
  expect(next(unwanted, 5_001, { asks: 3, askedAt: START + 4_000 })).toEqual({ kind: 'hang-up', why: 'requested' });
  expect(next(unwanted, 6_000, { hangUps: 1, hungUpAt: START + 5_500 })).toEqual({ kind: 'wait', ms: 14_500 });
  expect(next(unwanted, 20_500, { hangUps: 1, hungUpAt: START + 5_500 }).kind).toBe('hang-up');
});

test('after the stream its last callback is waited for, then Twilio is asked, ever more rarely', () => {
  const silent = { ...LIVE, streamEndedAt: after(30_000), leaseUntil: null };
  expect(next(silent, 31_000)).toEqual({ kind: 'wait', ms: 14_000 });
  expect(next(silent, 45_000)).toEqual({ kind: 'ask' });
  expect(next(silent, 46_000, { asks: 1, askedAt: START + 45_000 })).toEqual({ kind: 'wait', ms: 29_000 });
  expect(next(silent, 500_000, { asks: 9, askedAt: START + 490_000 })).toEqual({ kind: 'wait', ms: 290_000 });
});

test('a call that never got its stream is asked about too', () => {
  expect(next(RINGING, 15_000)).toEqual({ kind: 'ask' });
});

test('a call that refuses to be recorded is not, and no recording of it is looked for', () => {
  expect(next({ ...LIVE, recordingConsent: 'refused' }, 2_000)).toMatchObject({ kind: 'wait' });
  expect(next({ ...OVER, recordingConsent: 'refused' }, 31_000)).toEqual({ kind: 'over', recordings: 'none' });
});

test('where the caller was sent on to leave a message, one is expected', () => {
  expect(next({ ...OVER, afterStream: 'message' }, 31_000)).toEqual({ kind: 'over', recordings: 'expected' });
  expect(next({ ...OVER, afterStream: 'hang-up' }, 31_000)).toEqual({ kind: 'over', recordings: 'none' });
});

test('a call that is over is over; its recordings are expected where there should be some', () => {
  expect(next(OVER, 31_000)).toEqual({ kind: 'over', recordings: 'none' });
  expect(next({ ...OVER, recordingConsent: 'noticed' }, 31_000)).toEqual({ kind: 'over', recordings: 'expected' });
  expect(next({ ...OVER, streamStartedAt: null, admission: 'full' }, 31_000)).toEqual({
    kind: 'over',
    recordings: 'expected',
  });
});

test('an end without a duration is asked about, but not for ever', () => {
  const unmeasured = { ...OVER, durationS: null };
  expect(next(unmeasured, 31_000, { askedAt: START + 31_000 }).kind).toBe('wait');
  expect(next(unmeasured, 60_000, { asks: 1, askedAt: START + 30_000 })).toEqual({ kind: 'ask' });
  expect(next(unmeasured, 60_000, { asks: 4, askedAt: START + 30_000 }).kind).toBe('over');
  expect(next({ ...unmeasured, state: 'busy' }, 31_000).kind).toBe('over');
});

test('of a call that nobody can tell anything about for a day, what is known has to do', () => {
  const day = 24 * 60 * 60_000 + 1;
  expect(next({ ...RINGING, fromNumber: '' }, day, { logged: false })).toEqual({ kind: 'log' });
  expect(next({ ...RINGING, fromNumber: '' }, day).kind).toBe('over');
});
