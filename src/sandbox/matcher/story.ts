// From pieces of phrases to words: which phrase each stretch of a stream most likely belongs to, and what came of it.
import { bytesOf, type KnownPhrase, type Place } from './phrases.ts';

/** Bytes of a stream, from offset `at` on, that are equal to a part of one or several phrases. */
export type Stretch = { at: number; length: number; places: Place[] };

/** A word and where it lies in the stream, in bytes. `share` is the part of it that came, from 0 to 1. */
export type HeardWord = { text: string; language: string; from: number; to: number; share: number };

/** A word counts as heard when this part of it came. */
export const ENOUGH = 0.6;

/** How much of a phrase may be missing, or be too much, between two stretches of one telling. */
const LONGEST_SKIP_BYTES = 2 * 8_000;

/** The words of which enough came, in the order of the stream. */
export function wordsOf(stretches: readonly Stretch[]): HeardWord[] {
  return tellings(stretches)
    .flatMap(wordsOfTelling)
    .filter(({ share }) => share >= ENOUGH);
}

/** A stretch that is settled on one place. */
type Part = { at: number; length: number; place: Place };

/** Parts of one phrase that follow one another: the phrase told once, perhaps with holes. */
type Telling = { phrase: KnownPhrase; parts: Part[] };

function tellings(stretches: readonly Stretch[]): Telling[] {
  const told: Telling[] = [];
  for (const part of likeliest(stretches)) {
    const current = told.at(-1);
    const before = current?.parts.at(-1);
    if (current !== undefined && before !== undefined && goesOn(before, part)) current.parts.push(part);
    else told.push({ phrase: part.place.phrase, parts: [part] });
  }
  return told;
}

/** Whether the second part is a later part of the same phrase, as far behind the first as they lie apart, or nearly. */
function goesOn(one: Part, other: Part): boolean {
  if (one.place.phrase !== other.place.phrase) return false;
  const skipped = other.place.position - (one.place.position + one.length);
  const passed = other.at - (one.at + one.length);
  return skipped >= 0 && Math.abs(skipped - passed) <= LONGEST_SKIP_BYTES;
}

type Way = { part: Part; before: Way | undefined; joints: number };

/** Chooses a place for each stretch so that as many as possible go on from the one before; else the newest phrase. */
function likeliest(stretches: readonly Stretch[]): Part[] {
  let ways: Way[] = [];
  for (const { at, length, places } of stretches) {
    const newestFirst = places.toSorted((one, other) => other.phrase.number - one.phrase.number);
    ways = newestFirst.map((place) => bestWayTo({ at, length, place }, ways));
  }
  const parts: Part[] = [];
  for (let way = mostJoints(ways); way !== undefined; way = way.before) parts.push(way.part);
  return parts.reverse();
}

function bestWayTo(part: Part, ways: readonly Way[]): Way {
  const scored = ways.map((before) => ({
    part,
    before,
    joints: before.joints + (goesOn(before.part, part) ? 1 : 0),
  }));
  return mostJoints(scored) ?? { part, before: undefined, joints: 0 };
}

function mostJoints(ways: readonly Way[]): Way | undefined {
  return ways.reduce<Way | undefined>(
    (best, way) => (best === undefined || way.joints > best.joints ? way : best),
    undefined,
  );
}

function wordsOfTelling({ phrase, parts }: Telling): HeardWord[] {
  return phrase.words.flatMap((word) => {
    const [from, to] = bytesOf(word);
    const came = parts.flatMap(({ at, length, place }) => {
      const first = Math.max(from, place.position);
      const last = Math.min(to, place.position + length);
      return first < last ? [{ from: at + first - place.position, to: at + last - place.position }] : [];
    });
    const [earliest] = came;
    const latest = came.at(-1);
    if (earliest === undefined || latest === undefined) return [];
    const share = came.reduce((sum, piece) => sum + piece.to - piece.from, 0) / (to - from);
    return [{ text: word.text, language: phrase.language, from: earliest.from, to: latest.to, share }];
  });
}
