import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  advance,
  type DeliveryNews,
  maySendAgain,
  type OutboundState,
} from '../../../src/domain/whatsapp/delivery-state.ts';

const HANDED_OVER = ['sending', 'unknown', 'unconfirmed', 'sent', 'delivered', 'read', 'failed'] as const;
const NEWS = ['sent', 'delivered', 'read', 'played', 'failed', 'unknown', 'unconfirmed'] as const;

const handedOver = fc.constantFrom<OutboundState>(...HANDED_OVER);
const news = fc.array(fc.constantFrom<DeliveryNews>(...NEWS), { maxLength: 8 });
const outcome = (start: OutboundState, all: readonly DeliveryNews[]) => all.reduce(advance, start);

test.each([
  ['sending', 'sent', 'sent'],
  ['sending', 'unknown', 'unknown'],
  ['sending', 'failed', 'failed'],
  ['unknown', 'delivered', 'delivered'],
  ['unconfirmed', 'read', 'read'],
  ['delivered', 'played', 'read'],
  ['sent', 'read', 'read'],
] as const)('%s, told %s, becomes %s', (current, told, next) => {
  expect(advance(current, told)).toBe(next);
});

test.each([
  ['read', 'delivered'],
  ['delivered', 'sent'],
  ['sent', 'unknown'],
  ['sent', 'unconfirmed'],
  ['failed', 'delivered'],
] as const)('%s, told %s, stays', (current, told) => {
  expect(advance(current, told)).toBe(current);
});

test.each(['draft', 'queued', 'discarded'] as const)(
  'a message that is %s was not handed over, so no news is about it',
  (state) => {
    for (const told of NEWS) expect(advance(state, told)).toBe(state);
  },
);

test('the order in which callbacks arrive, and how often, does not decide how a message ends', () => {
  fc.assert(
    fc.property(handedOver, news, fc.infiniteStream(fc.nat()), (start, all, random) => {
      const shuffled = [...all, ...all]
        .map((one) => [random.next().value ?? 0, one] as const)
        .sort(([a], [b]) => a - b);
      expect(
        outcome(
          start,
          shuffled.map(([, one]) => one),
        ),
      ).toBe(outcome(start, all));
    }),
  );
});

test('a state is never followed by an earlier one', () => {
  fc.assert(
    fc.property(handedOver, news, (start, all) => {
      let place = HANDED_OVER.indexOf(start as (typeof HANDED_OVER)[number]);
      let state = start;
      for (const told of all) {
        state = advance(state, told);
        const next = HANDED_OVER.indexOf(state as (typeof HANDED_OVER)[number]);
        expect(next).toBeGreaterThanOrEqual(place);
        place = next;
      }
    }),
  );
});

test('failed is final', () => {
  fc.assert(fc.property(news, (all) => outcome('failed', all) === 'failed'));
});

test('only what failed or could not be confirmed may be sent again', () => {
  const states: OutboundState[] = ['draft', 'queued', 'discarded', ...HANDED_OVER];
  expect(states.filter(maySendAgain)).toEqual(['unconfirmed', 'failed']);
});
