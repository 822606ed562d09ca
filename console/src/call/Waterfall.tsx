// Where the time before an answer went: one bar, a colour for each stage; opened, the figures.
import { useTranslation } from 'react-i18next';
import type { StageTimes } from '../api/call-answers.ts';

/** In the order in which they follow each other. */
const STAGES = ['endpointing', 'transcript', 'firstToken', 'firstAudio'] as const;

/** How long the stages took together, in ms; what did not happen took no time. */
export const timeOf = (stages: StageTimes): number => STAGES.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0);

/** @param props.scaleMs how long a bar of full width would be */
export function Waterfall({ stages, scaleMs }: { stages: StageTimes; scaleMs: number }) {
  const { t } = useTranslation();
  const happened = STAGES.flatMap((stage) => ({ stage, ms: stages[stage] ?? 0 })).filter(({ ms }) => ms > 0);
  if (happened.length === 0) return null;
  return (
    <details className="waterfall">
      <summary>
        <span>{t('calls.beforeAnswer', { seconds: (timeOf(stages) / 1_000).toFixed(2) })}</span>
        {/* Of inline sizes, so that time runs as the words do. */}
        <span className="bar" aria-hidden="true">
          {happened.map(({ stage, ms }) => (
            <span key={stage} className={`stage ${stage}`} style={{ inlineSize: `${(100 * ms) / scaleMs}%` }} />
          ))}
        </span>
      </summary>
      <ul>
        {happened.map(({ stage, ms }) => (
          <li key={stage}>
            <span className={`stage ${stage}`} aria-hidden="true" /> {t(`calls.stage.${stage}`)}
            <bdi>{t('calls.ms', { ms: Math.round(ms) })}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
