// The Prometheus rules: each metric they name is one that a running scheduler shows, each limit the scheduler's own.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SCHEDULER_GONE_AFTER_MS } from '../../src/db/scheduler-rounds.ts';
import { LIMITS } from '../../src/jobs/watch/findings.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string(),
  labels: z.object({ severity: z.string() }),
  annotations: z.object({ summary: z.string() }),
});
const { groups } = z
  .object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) })
  .parse(parse(readFileSync(new URL('../../ops/prometheus/rules.yml', import.meta.url), 'utf8')));
const rules = groups.flatMap((group) => group.rules);

/** What Prometheus' own language has: everything else that looks like a name is a metric or a label. */
const LANGUAGE = ['absent', 'or', 'and', 'on', 'by', 'max', 'time'];
const LABELS = ['queue', 'schedule'];
const metricsIn = (expr: string) =>
  [...expr.matchAll(/[a-z_]+/g)].map(([name]) => name).filter((name) => ![...LANGUAGE, ...LABELS].includes(name));

let world: World;
let shown: string;
beforeAll(async () => {
  world = await startWorld('worker');
  const { url } = await world.start('scheduler');
  shown = await until('the scheduler to have looked', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return /^prosaas_watch_last_look_timestamp_seconds\{.*\} [1-9]/m.test(text) && text;
  });
});
afterAll(() => world.close());

test.each(rules)('$alert names only metrics that a scheduler shows, with values', ({ expr }) => {
  const named = metricsIn(expr);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(shown).toMatch(new RegExp(`^${name}\\{[^}]*\\} \\d`, 'm'));
});

test('for every incident that the scheduler tells there is a rule with the same limit', () => {
  const expressions = rules.map(({ expr }) => expr).join('\n');
  for (const condition of [
    `prosaas_scheduler_last_round_timestamp_seconds) > ${SCHEDULER_GONE_AFTER_MS / 1_000}`,
    `prosaas_queue_backlog) > ${LIMITS.backlog}`,
    `prosaas_schedule_late_seconds) > ${LIMITS.scheduleLateSeconds}`,
    `prosaas_workflows_failed_recently) >= ${LIMITS.failures.atLeast}`,
    `> ${LIMITS.failures.share} * (`,
    'prosaas_queue_pollers) == 0',
    'prosaas_workflows_with_failing_tasks) > 0',
    'prosaas_outbox_unknown_starts) > 0',
  ]) {
    expect(expressions).toContain(condition);
  }
  for (const [queue, seconds] of Object.entries(LIMITS.oldestWaitingSeconds)) {
    expect(shown).toMatch(
      new RegExp(`^prosaas_queue_oldest_waiting_limit_seconds\\{queue="${queue}".*\\} ${seconds}$`, 'm'),
    );
  }
});
