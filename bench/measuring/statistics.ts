// The few statistics the table needs.

/** The value that `share` (0 to 1) of the sample does not exceed (nearest rank). @throws on an empty sample */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('There is no percentile of nothing');
  return value;
}

/** The middle one; of an even number, the lower of the two in the middle. */
export const median = (sample: readonly number[]): number => percentile(sample, 0.5);
