// What is known of a call. News comes in any order, twice or never; the same news makes the same facts all the same.

/** Twilio's words, by rank: a call moves forward only. `queued` and `initiated` are `ringing` to us. */
export const CALL_STATES = ['ringing', 'in-progress', 'canceled', 'no-answer', 'busy', 'failed', 'completed'] as const;

export type CallState = (typeof CALL_STATES)[number];

export interface CallFacts {
  state: CallState;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  /** Whole seconds. */
  durationS: number | null;
  streamStartedAt: Date | null;
  streamEndedAt: Date | null;
}

/** Something told of a call; `at` is when it happened, as far as the teller knows. */
export type CallNews =
  | { kind: 'called'; at: Date }
  | { kind: 'stream-started'; at: Date }
  | { kind: 'stream-ended'; at: Date }
  /** A status callback. `durationS` comes with the last one. */
  | { kind: 'status'; state: CallState; at: Date; durationS?: number }
  /** The provider's own record, asked for. */
  | {
      kind: 'record';
      state: CallState;
      startedAt: Date;
      answeredAt: Date | null;
      endedAt: Date | null;
      durationS: number | null;
    };

/** Whether nothing follows this state any more. */
export const isOver = (state: CallState): boolean => rank(state) > rank('in-progress');

/** What is known from the first news alone. */
export function factsFrom(news: CallNews): CallFacts {
  const startedAt = news.kind === 'record' ? news.startedAt : news.at;
  const nothing: CallFacts = {
    state: 'ringing',
    startedAt,
    answeredAt: null,
    endedAt: null,
    durationS: null,
    streamStartedAt: null,
    streamEndedAt: null,
  };
  return withNews(nothing, news);
}

/** Takes news in. The order of news, and how often each comes, makes no difference to what is known in the end. */
export function withNews(facts: CallFacts, news: CallNews): CallFacts {
  switch (news.kind) {
    case 'called':
      return { ...facts, startedAt: earlier(facts.startedAt, news.at) };
    case 'stream-started':
      return {
        ...facts,
        startedAt: earlier(facts.startedAt, news.at),
        state: further(facts.state, 'in-progress'),
        answeredAt: earliest(facts.answeredAt, news.at),
        streamStartedAt: earliest(facts.streamStartedAt, news.at),
      };
    case 'stream-ended':
      return {
        ...facts,
        startedAt: earlier(facts.startedAt, news.at),
        state: further(facts.state, 'in-progress'),
        // A call may have several streams; the last one's end counts.
        streamEndedAt: latest(facts.streamEndedAt, news.at),
      };
    case 'status':
      return {
        ...facts,
        startedAt: earlier(facts.startedAt, news.at),
        state: further(facts.state, news.state),
        answeredAt: news.state === 'in-progress' ? earliest(facts.answeredAt, news.at) : facts.answeredAt,
        endedAt: isOver(news.state) ? earliest(facts.endedAt, news.at) : facts.endedAt,
        durationS: longer(facts.durationS, news.durationS ?? null),
      };
    case 'record':
      return {
        ...facts,
        state: further(facts.state, news.state),
        startedAt: earlier(facts.startedAt, news.startedAt),
        answeredAt: earliest(facts.answeredAt, news.answeredAt),
        endedAt: earliest(facts.endedAt, news.endedAt),
        durationS: longer(facts.durationS, news.durationS),
      };
  }
}

function rank(state: CallState): number {
  return CALL_STATES.indexOf(state);
}

const further = (one: CallState, other: CallState): CallState => (rank(other) > rank(one) ? other : one);
const earlier = (one: Date, other: Date): Date => (other < one ? other : one);
const earliest = (one: Date | null, other: Date | null): Date | null =>
  one === null || other === null ? (one ?? other) : earlier(one, other);
const latest = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other);
/** A duration only grows: a first report may come before the last second was counted. */
const longer = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
