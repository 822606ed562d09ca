// What an owner may set, and what holds where they have not. Plain data: any code may read it.
import type { OpeningHours } from '../conversations/opening-hours.ts';

export interface BusinessSettings {
  /** Used until the customer's own language is known. */
  language: 'he' | 'en';
  /** Off: messages are stored and left to people. */
  assistantOn: boolean;
  /** What the model is told about the business, in the owner's words. */
  prompt: string;
  /** A call's recording is let go after so many days: our file and the provider's copy. */
  recordingsKeptDays: number;
  /** What a caller is told before anything else. Calls are recorded only where that is said. */
  callNotice: 'none' | 'assistant' | 'assistant-and-recording';
  /** The first words of a call, by language; '' for a sentence made from the business's name. */
  callGreeting: { he: string; en: string };
  /** When people are there. */
  hours: OpeningHours;
  /** A message with one of these gets a fixed sentence and a person's attention. */
  emergencyWords: string[];
  /** Silence after which a session is summed up and closed. */
  sessionIdleMinutes: number;
  /** How long the assistant keeps silent after a person answered from the phone. */
  personPauseMinutes: number;
  /** A message that reaches us later than this after it was written is left to a person. */
  answerWithinMinutes: number;
  /** A customer's burst gets one answer, after this much silence … */
  answerAfterSilenceMs: number;
  /** … but no later than this after its first message. */
  answerAfterAtMostMs: number;
}

const WORKDAY = [{ opens: '09:00', closes: '18:00' }];

export const DEFAULT_SETTINGS: BusinessSettings = {
  language: 'he',
  assistantOn: true,
  prompt: '',
  recordingsKeptDays: 7,
  callNotice: 'assistant',
  callGreeting: { he: '', en: '' },
  hours: {
    timeZone: 'Asia/Jerusalem',
    week: {
      sunday: WORKDAY,
      monday: WORKDAY,
      tuesday: WORKDAY,
      wednesday: WORKDAY,
      thursday: WORKDAY,
      friday: [{ opens: '09:00', closes: '13:00' }],
    },
  },
  emergencyWords: ['חירום', 'פיקוח נפש', 'דליפת גז', 'שריפה', 'emergency', 'gas leak', 'fire'],
  sessionIdleMinutes: 15,
  personPauseMinutes: 120,
  answerWithinMinutes: 10,
  answerAfterSilenceMs: 2_000,
  answerAfterAtMostMs: 8_000,
};

/** The settings that hold: the owner's where there are any. */
export function withDefaults(chosen: Partial<BusinessSettings>): BusinessSettings {
  return { ...DEFAULT_SETTINGS, ...chosen };
}
