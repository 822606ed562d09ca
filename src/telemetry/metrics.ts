// Prometheus metrics of one process: HTTP requests, jobs by type and result, and what Node itself tells.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface JobMetrics {
  activityEnded(job: string, activity: string, result: 'success' | 'retry' | 'failure', durationMs: number): void;
}

export interface Metrics extends JobMetrics {
  /** For a role's further metrics. */
  readonly register: Registry;
  /** All of them, in Prometheus' text form. */
  text(): Promise<string>;
  requestEnded(method: string, route: string, status: number, durationMs: number): void;
  /** One message of a webhook, and what became of it. */
  messageReceived(source: string, outcome: string): void;
  /** Starts waiting in the outbox, as the relay last counted them. */
  outboxWaiting(rows: number): void;
}

export function createMetrics(role: string): Metrics {
  const all = new Registry();
  all.setDefaultLabels({ role });
  collectDefaultMetrics({ register: all });
  const registers = [all];
  const requests = new Histogram({
    name: 'prosaas_http_request_duration_seconds',
    help: 'HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const activities = new Histogram({
    name: 'prosaas_job_activity_duration_seconds',
    help: 'Activities by job, activity and result',
    labelNames: ['job', 'activity', 'result'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 20, 60],
    registers,
  });
  const received = new Counter({
    name: 'prosaas_messages_received_total',
    help: 'Webhook messages by source and what became of them',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const waiting = new Gauge({ name: 'prosaas_outbox_waiting', help: 'Starts not yet handed to Temporal', registers });
  return {
    register: all,
    text: () => all.metrics(),
    requestEnded: (method, route, status, durationMs) =>
      requests.observe({ method, route, status }, durationMs / 1_000),
    activityEnded: (job, activity, result, durationMs) =>
      activities.observe({ job, activity, result }, durationMs / 1_000),
    messageReceived: (source, outcome) => received.inc({ source, outcome }),
    outboxWaiting: (rows) => waiting.set(rows),
  };
}
