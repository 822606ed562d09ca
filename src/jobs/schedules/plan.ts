// What must change for Temporal's Schedules to be as declared. Pure.
import type { Declaration, DeclaredSchedule } from '../schedules.ts';

/** Who declared a schedule that exists: a release of ours, or a person. */
export type Origin =
  | { readonly kind: 'declared'; readonly revision: number; readonly fingerprint: string }
  | { readonly kind: 'hand-made' };

export interface ExistingSchedule {
  readonly id: string;
  readonly origin: Origin;
}

export type Step =
  | { readonly kind: 'create' | 'update'; readonly schedule: DeclaredSchedule }
  | { readonly kind: 'remove'; readonly id: string };

export type Plan =
  /** A newer release rules: an older one that made what the newer removed would fight it for ever. */
  | { readonly kind: 'outranked'; readonly byRevision: number }
  | {
      readonly kind: 'change';
      readonly steps: readonly Step[];
      /** Declared, but a person made a schedule of that name first: theirs is left alone. */
      readonly taken: readonly string[];
    };

/** @param fingerprintOf equal for schedules that are declared alike */
export function planReconciliation(
  { revision, schedules }: Declaration,
  existing: readonly ExistingSchedule[],
  fingerprintOf: (schedule: DeclaredSchedule) => string,
): Plan {
  const newest = Math.max(...existing.map(({ origin }) => (origin.kind === 'declared' ? origin.revision : 0)));
  if (newest > revision) return { kind: 'outranked', byRevision: newest };
  const origins = new Map(existing.map(({ id, origin }) => [id, origin]));
  const wanted = schedules.flatMap((schedule): Step[] => {
    const origin = origins.get(schedule.id);
    if (!origin) return [{ kind: 'create', schedule }];
    if (origin.kind === 'hand-made') return [];
    const same = origin.revision === revision && origin.fingerprint === fingerprintOf(schedule);
    return same ? [] : [{ kind: 'update', schedule }];
  });
  const declared = new Set(schedules.map(({ id }) => id));
  const unwanted = existing
    .filter(({ id, origin }) => origin.kind === 'declared' && !declared.has(id))
    .map(({ id }): Step => ({ kind: 'remove', id }));
  const taken = schedules.map(({ id }) => id).filter((id) => origins.get(id)?.kind === 'hand-made');
  return { kind: 'change', steps: [...wanted, ...unwanted], taken };
}
