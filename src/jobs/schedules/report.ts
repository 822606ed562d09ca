// Says in the log what a round changed, and what it left alone: once, not with every round.
import type { Logger } from '../../telemetry/log.ts';
import type { Plan, Step } from './plan.ts';

/** @returns a function to be given each round's plan */
export function reportPlan(log: Logger): (plan: Plan) => void {
  let said = '';
  return (plan) => {
    if (plan.kind === 'change' && plan.steps.length > 0)
      log.info({ steps: plan.steps.map(inWords) }, 'schedules changed');
    const { standing, words } = standingOf(plan);
    if (standing !== said && words) log.warn(words);
    said = standing;
  };
}

const inWords = (step: Step) => `${step.kind} ${step.kind === 'remove' ? step.id : step.schedule.id}`;

function standingOf(plan: Plan): { standing: string; words?: string } {
  if (plan.kind === 'outranked')
    return {
      standing: `outranked ${plan.byRevision}`,
      words: `A newer release declared the schedules (revision ${plan.byRevision}); this one leaves them alone.`,
    };
  const names = plan.taken.join(', ');
  if (names === '') return { standing: '' };
  return {
    standing: names,
    words: `Schedules made by hand have our names and are left alone: ${names}. Delete them to have ours.`,
  };
}
