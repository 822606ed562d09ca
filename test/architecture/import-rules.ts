// The golden rule as data: what each part may not reach, however many imports lie between.
export interface ImportRule {
  /** Both over paths from the project's root. */
  from: RegExp;
  mayNotReach: RegExp;
  because: string;
}

export const IMPORT_RULES: Record<string, ImportRule> = {
  'the-api-runs-no-job': {
    from: /^src\/roles\/api\.ts$/,
    mayNotReach:
      /^(activities|workflows)\/|^src\/jobs\/(workers|runtime|workflow-bundle|isolation|activity-interceptor)\.ts$/,
    because: 'API handlers only start workflows',
  },
  'the-phone-runs-no-job': {
    from: /^src\/roles\/calls\.ts$/,
    mayNotReach:
      /^(activities|workflows)\/|^src\/jobs\/(workers|runtime|workflow-bundle|isolation|activity-interceptor)\.ts$|^src\/http\/(routes|app)/,
    because: 'a call is realtime; its work is done by workflows beside it',
  },
  'the-scheduler-has-no-job-logic': {
    from: /^src\/roles\/scheduler\.ts$/,
    mayNotReach: /^(activities|workflows)\/|^src\/providers\/|^src\/http\/(routes|webhooks|plugins|app)/,
    because: 'the scheduler declares and relays',
  },
  'the-worker-serves-no-product-http': {
    from: /^src\/roles\/worker\.ts$/,
    mayNotReach: /^src\/http\/(?!health-server\.ts$)/,
    because: 'a worker serves its health and metrics only',
  },
  'workflows-are-deterministic': {
    from: /^workflows\//,
    mayNotReach:
      /^activities\/|^src\/(config|db|http|providers|roles|sandbox|telemetry)\/|^src\/jobs\/(?!(catalogue|job|task-queues|signals|search-attributes|trace-header)\.ts$)|^src\/domain\/(conversations\/opening-hours|notifications\/quiet-hours)\.ts$/,
    because: 'a workflow imports the SDK, the catalogue, pure rules and types',
  },
  'the-domain-is-pure': {
    from: /^src\/domain\//,
    mayNotReach: /^(activities|workflows)\/|^src\/(?!domain\/)/,
    because: 'rules know no I/O',
  },
  'the-product-knows-no-sandbox': {
    from: /^(activities|workflows)\/|^src\/(?!sandbox\/)/,
    mayNotReach: /^(src\/sandbox|test|bench|scripts)\//,
    because: 'the product must not tell a sandbox from the real thing',
  },
  'only-calls-are-realtime': {
    from: /^src\/roles\/(api|worker|scheduler)\.ts$/,
    mayNotReach: /^src\/calls\//,
    because: 'the audio pipeline belongs to the calls role',
  },
};
