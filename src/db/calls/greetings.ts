// How calls are greeted: audio made before anybody calls, for the words and the voice that hold.
import { and, eq, inArray, notExists, or, type SQL } from 'drizzle-orm';
import { greetingText } from '../../domain/calls/greeting.ts';
import type { Language } from '../../domain/conversations/language.ts';
import { prepareGreetings } from '../../jobs/catalogue.ts';
import type { Onward } from '../../jobs/onward.ts';
import { readBusiness } from '../businesses.ts';
import type { BusinessId } from '../ids.ts';
import { businesses, callGreetings, channels } from '../schema/index.ts';
import type { BusinessTx, Database } from '../tenancy.ts';

/** A greeting in its words. */
export interface Greeting {
  language: Language;
  text: string;
  /** Its name with the provider. */
  voice: string;
}

/**
 * The greeting's audio, mu-law at 8 kHz.
 * @returns undefined when there is none for these words in this voice
 */
export async function readGreeting(
  tx: BusinessTx,
  { language, text, voice }: Greeting,
): Promise<Uint8Array | undefined> {
  const [greeting] = await tx
    .select({ mulaw: callGreetings.mulaw })
    .from(callGreetings)
    .where(and(eq(callGreetings.language, language), eq(callGreetings.text, text), eq(callGreetings.voice, voice)));
  return greeting?.mulaw;
}

/** @returns the words that have no audio in this voice yet; undefined when they have */
export async function readMissingGreeting(
  tx: BusinessTx,
  language: Language,
  voice: string,
): Promise<Greeting | undefined> {
  const { name, settings } = await readBusiness(tx);
  const greeting = { language, text: greetingText(settings, name, language), voice };
  return (await readGreeting(tx, greeting)) ? undefined : greeting;
}

/** Takes the place of the language's audio before. */
export async function keepGreeting(tx: BusinessTx, greeting: Greeting, mulaw: Uint8Array): Promise<void> {
  const { language, text, voice } = greeting;
  await tx
    .insert(callGreetings)
    .values({ businessId: tx.businessId, language, text, voice, mulaw })
    .onConflictDoUpdate({
      target: [callGreetings.businessId, callGreetings.language],
      set: { text, voice, mulaw },
    });
}

/** What calls are greeted with may have changed: the job looks, where there is a number to call. */
export async function ringGreetings(tx: BusinessTx, { jobs, traceId }: Onward): Promise<void> {
  const isCalled = (await tx.$count(channels, eq(channels.provider, 'twilio'))) > 0;
  if (isCalled) await jobs.enqueue(tx, prepareGreetings, {}, traceId);
}

/** For the system: the open businesses that can be called, and have no greeting in one of these voices. */
export async function businessesWithoutGreetings(
  system: Database,
  voices: Record<Language, string>,
): Promise<BusinessId[]> {
  const without = (language: Language): SQL =>
    notExists(
      system
        .select({ language: callGreetings.language })
        .from(callGreetings)
        .where(
          and(
            eq(callGreetings.businessId, channels.businessId),
            eq(callGreetings.language, language),
            eq(callGreetings.voice, voices[language]),
          ),
        ),
    );
  const rows = await system
    .selectDistinct({ businessId: channels.businessId })
    .from(channels)
    .innerJoin(businesses, and(eq(businesses.id, channels.businessId), eq(businesses.state, 'active')))
    .where(and(eq(channels.provider, 'twilio'), inArray(channels.state, ['active']), or(without('he'), without('en'))));
  return rows.map(({ businessId }) => businessId);
}
