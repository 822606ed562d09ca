// What is planned for schedules: held over every mixture of declared, outdated, hand-made and newer ones.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pruneHousekeeping } from '../../../src/jobs/catalogue.ts';
import { type ExistingSchedule, type Origin, planReconciliation } from '../../../src/jobs/schedules/plan.ts';
import type { Declaration } from '../../../src/jobs/schedules.ts';

const schedule = (id: string) =>
  ({
    id,
    job: pruneHousekeeping,
    spec: { everyMs: 60_000 },
    overlap: 'skip',
    catchUpMs: 10_000,
    runMs: 60_000,
  }) as const;
const fingerprintOf = ({ id }: { id: string }) => `print of ${id}`;
const declared = (id: string, revision: number, fingerprint = fingerprintOf({ id })): ExistingSchedule => ({
  id,
  origin: { kind: 'declared', revision, fingerprint },
});
const plan = (revision: number, ids: string[], existing: ExistingSchedule[]) =>
  planReconciliation({ revision, schedules: ids.map(schedule) }, existing, fingerprintOf);

test('what is missing is created, what changed updated, what is not declared any more removed', () => {
  expect(
    plan(
      2,
      ['new', 'changed', 'same', 'older'],
      [
        declared('changed', 2, 'another print'),
        declared('same', 2),
        declared('older', 1),
        declared('gone', 2),
        declared('gone before', 1),
      ],
    ),
  ).toEqual({
    kind: 'change',
    steps: [
      { kind: 'create', schedule: schedule('new') },
      { kind: 'update', schedule: schedule('changed') },
      { kind: 'update', schedule: schedule('older') },
      { kind: 'remove', id: 'gone' },
      { kind: 'remove', id: 'gone before' },
    ],
    taken: [],
  });
});

test('beside a newer release an older one does nothing, not even create what the newer removed', () => {
  expect(plan(1, ['removed by the newer'], [declared('another', 2)])).toEqual({ kind: 'outranked', byRevision: 2 });
});

test('a schedule that a person made under our name is left alone, and named', () => {
  expect(plan(1, ['mine'], [{ id: 'mine', origin: { kind: 'hand-made' } }])).toEqual({
    kind: 'change',
    steps: [],
    taken: ['mine'],
  });
});

const ids = fc.subarray(['a', 'b', 'c', 'd', 'e']);
const origin: fc.Arbitrary<Origin> = fc.oneof(
  fc.constant({ kind: 'hand-made' } as const),
  fc.record({
    kind: fc.constant('declared' as const),
    revision: fc.integer({ min: 1, max: 4 }),
    fingerprint: fc.constantFrom('old', 'print of a'),
  }),
);
const existing = ids.chain((some) => fc.tuple(...some.map((id) => origin.map((from) => ({ id, origin: from })))));

/** The world after a plan was carried out by that release. */
function after(world: readonly ExistingSchedule[], declaration: Declaration): ExistingSchedule[] {
  const made = planReconciliation(declaration, world, fingerprintOf);
  if (made.kind === 'outranked') return [...world];
  const touched = new Map(made.steps.map((step) => [step.kind === 'remove' ? step.id : step.schedule.id, step]));
  return [
    ...world.filter(({ id }) => !touched.has(id)),
    ...[...touched.values()].flatMap((step) =>
      step.kind === 'remove' ? [] : [declared(step.schedule.id, declaration.revision)],
    ),
  ];
}

const sorted = (world: readonly ExistingSchedule[]) => world.toSorted((a, b) => a.id.localeCompare(b.id));

test('one round is enough: the next finds nothing to do', () => {
  fc.assert(
    fc.property(existing, ids, fc.integer({ min: 1, max: 4 }), (world, wanted, revision) => {
      const declaration = { revision, schedules: wanted.map(schedule) };
      const next = planReconciliation(declaration, after(world, declaration), fingerprintOf);
      expect(next.kind === 'outranked' || next.steps.length === 0).toBe(true);
    }),
  );
});

test('two releases that take turns come to rest on the newer one’s schedules', () => {
  fc.assert(
    fc.property(existing, ids, ids, (world, older, newer) => {
      fc.pre(newer.length > 0);
      const releases = [older, newer].map((wanted, index) => ({
        revision: 5 + index,
        schedules: wanted.map(schedule),
      }));
      let seen: readonly ExistingSchedule[] = world;
      for (const release of [...releases, ...releases]) seen = after(seen, release);
      const byHand = world.filter(({ origin: from }) => from.kind === 'hand-made');
      fc.pre(newer.some((id) => byHand.every((one) => one.id !== id)));
      const rest = newer.filter((id) => byHand.every((one) => one.id !== id)).map((id) => declared(id, 6));
      expect(sorted(seen)).toEqual(sorted([...byHand, ...rest]));
    }),
  );
});

test('what a person made is never touched', () => {
  fc.assert(
    fc.property(existing, ids, (world, wanted) => {
      const byHand = world.filter(({ origin: from }) => from.kind === 'hand-made');
      expect(after(world, { revision: 9, schedules: wanted.map(schedule) })).toEqual(expect.arrayContaining(byHand));
    }),
  );
});
