// Which model and language code is asked for. Google has not every model in every language, and calls Hebrew `iw` in one
// place and `he` in another: a step that it refuses by name is left for good, and the next one taken.
import type { Language } from '../../domain/conversations/language.ts';
import type { Logger } from '../../telemetry/log.ts';

/** `languageCode` as Google writes it: `iw-IL`, `en-US`. */
export interface LadderStep {
  languageCode: string;
  model: string;
}

const LANGUAGE_OF: Readonly<Record<string, Language>> = { iw: 'he', he: 'he', en: 'en' };

/** The language that a code belongs to; undefined for one we do not speak. */
export function languageOfCode(languageCode: string): Language | undefined {
  return LANGUAGE_OF[languageCode.split('-')[0]?.toLowerCase() ?? ''];
}

/** The steps of one process. What one call has found out holds for all. */
export function createLadder(steps: readonly LadderStep[], log: Pick<Logger, 'warn'>) {
  const left = new Set<LadderStep>();

  return {
    /** The step to stand on; undefined when all of the language's were left. */
    stepFor: (language: Language): LadderStep | undefined =>
      steps.find((step) => languageOfCode(step.languageCode) === language && !left.has(step)),

    /** @param why the provider's own words */
    leave(step: LadderStep, why: string): void {
      if (left.has(step)) return;
      left.add(step);
      log.warn({ ...step, why }, 'speech recognition refuses this model in this language: the next one is used');
    },
  };
}
