// When each status of one message is called back: pure, from settings and chance.
import { between, type Random, shuffled } from '../seeded-random.ts';
import type { DeliveryStatus } from './behaviours.ts';
import type { SandboxSettings } from './settings.ts';

export type PlannedStatus = { status: DeliveryStatus; afterMs: number };

type Chance = Pick<SandboxSettings, 'statusLatencyMs' | 'duplicateStatuses' | 'shuffleStatuses'>;

/**
 * Every status at least once, in the order of `afterMs` (ms after acceptance).
 * Unshuffled, each first callback comes later than the one before by a draw from `statusLatencyMs`; a duplicate comes
 * one more draw after its original.
 */
export function planStatuses(statuses: readonly DeliveryStatus[], chance: Chance, random: Random): PlannedStatus[] {
  let clockMs = 0;
  const originals = (chance.shuffleStatuses ? shuffled(random, statuses) : statuses).map((status) => {
    clockMs += between(random, chance.statusLatencyMs);
    return { status, afterMs: clockMs };
  });
  const duplicates = originals
    .filter(() => random() < chance.duplicateStatuses)
    .map(({ status, afterMs }) => ({ status, afterMs: afterMs + between(random, chance.statusLatencyMs) }));
  return [...originals, ...duplicates].sort((one, other) => one.afterMs - other.afterMs);
}
