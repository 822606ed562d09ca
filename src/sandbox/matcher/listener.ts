// An ear on one stream of audio: finds registered phrases in the bytes that arrive and tells which of their words came.
import { isLoud, SILENCE } from '../audio/frames.ts';
import { fingerprintAt, normalised, type PhraseBook, PIECE_BYTES, type Place, rolled } from './phrases.ts';
import { type HeardWord, type Stretch, wordsOf } from './story.ts';

/** How long audio that could not be placed waits for its phrase to be registered. */
const PATIENCE_BYTES = 2 * 8_000;
/** The history is moved to the front of its buffer when this much lies before what is still needed. */
const ROOM_BYTES = 4 * PATIENCE_BYTES;
/** Most of what a phone carries. */
const SILENT_PIECE = fingerprintAt(new Uint8Array(PIECE_BYTES).fill(SILENCE), 0);

/** @param book may be added to while the stream runs */
export function createListener(book: PhraseBook) {
  /** What was heard, from the offset `begin` of the stream up to `end`. */
  const history = new Uint8Array(ROOM_BYTES + PATIENCE_BYTES);
  let begin = 0;
  let end = 0;
  /** Nothing before this offset is looked at again. */
  let settled = 0;
  let stretches: Stretch[] = [];
  /** Whether the last stretch may go on with the next byte. */
  let following = false;
  /** Where the next piece to look up begins, and its fingerprint when it is known. */
  let lookAt = 0;
  let fingerprint: number | undefined;
  /** Where the first loud audio begins that belongs to no known phrase. */
  let unplacedAt: number | undefined;
  let registered = book.registered();
  let news = 0;

  const byteAt = (offset: number): number => history[offset - begin] ?? 0;

  function append(audio: Uint8Array): void {
    if (end - begin + audio.length > history.length) {
      const kept = end - PATIENCE_BYTES;
      history.copyWithin(0, kept - begin, end - begin);
      begin = kept;
    }
    history.set(audio, end - begin);
    end += audio.length;
  }

  /** Goes on along every phrase that the open stretch may come from; those that fit longest remain. */
  function follow(stretch: Stretch): void {
    const from = stretch.at + stretch.length;
    let longest = 0;
    const fits = stretch.places.map((place) => {
      const { phrase, position } = place;
      let length = 0;
      while (from + length < end && phrase.audio[position + stretch.length + length] === byteAt(from + length))
        length++;
      longest = Math.max(longest, length);
      return { place, length };
    });
    if (longest > 0) {
      stretch.places = fits.filter(({ length }) => length === longest).map(({ place }) => place);
      stretch.length += longest;
      news += 1;
    }
    if (stretch.at + stretch.length === end) return;
    following = false;
    lookAt = stretch.at + stretch.length;
    fingerprint = undefined;
  }

  /** Looks for a piece of a known phrase; returns false when all that was heard is looked at. */
  function seek(): boolean {
    while (lookAt + PIECE_BYTES <= end) {
      fingerprint ??= fingerprintAt(history, lookAt - begin);
      if (fingerprint === SILENT_PIECE) {
        skipSilence();
        continue;
      }
      const known = book.placesOf(fingerprint);
      const places = known.length === 0 ? known : known.filter(isHere);
      if (places.length > 0) {
        open(places);
        return true;
      }
      const gone = byteAt(lookAt);
      if (unplacedAt === undefined && isLoud(gone)) unplacedAt = lookAt;
      fingerprint = lookAt + PIECE_BYTES < end ? rolled(fingerprint, gone, byteAt(lookAt + PIECE_BYTES)) : undefined;
      lookAt += 1;
    }
    return false;
  }

  /** On to the first piece that has a sound at its end. */
  function skipSilence(): void {
    let sound = lookAt;
    while (sound < end && byteAt(sound) === SILENCE) sound++;
    lookAt = Math.max(lookAt + 1, sound - PIECE_BYTES + 1);
    fingerprint = undefined;
  }

  function isHere({ phrase, position }: Place): boolean {
    for (let index = 0; index < PIECE_BYTES; index++) {
      if (phrase.audio[position + index] !== byteAt(lookAt + index)) return false;
    }
    return true;
  }

  /** Begins a stretch, and reaches back to where it really began: pieces are known by the hundredth of a second only. */
  function open(places: readonly Place[]): void {
    const last = stretches.at(-1);
    const earliest = Math.max(begin, settled, last === undefined ? 0 : last.at + last.length);
    const reaches = places.map(({ phrase, position }) => {
      let back = 0;
      while (lookAt - back > earliest && phrase.audio[position - back - 1] === byteAt(lookAt - back - 1)) back++;
      return back;
    });
    const back = Math.max(...reaches);
    const at = lookAt - back;
    stretches.push({
      at,
      length: PIECE_BYTES + back,
      places: places
        .filter((_, index) => reaches[index] === back)
        .map(({ phrase, position }) => ({ phrase, position: position - back })),
    });
    if (unplacedAt !== undefined && unplacedAt >= at) unplacedAt = undefined;
    following = true;
    news += 1;
  }

  /** Looks again at what belonged to no phrase: it may have been registered in the meantime. */
  function lookAgainFrom(unplaced: number): void {
    const from = Math.max(unplaced, settled, end - PATIENCE_BYTES, begin);
    stretches = stretches.filter(({ at }) => at < from);
    const last = stretches.at(-1);
    lookAt = Math.max(from, last === undefined ? 0 : last.at + last.length);
    following = last !== undefined && last.at + last.length === end;
    fingerprint = undefined;
    unplacedAt = undefined;
  }

  function listen(): void {
    for (;;) {
      const last = stretches.at(-1);
      if (following && last !== undefined) follow(last);
      if (following || !seek()) return;
    }
  }

  return {
    /** Takes the next audio of the stream: mu-law at 8 kHz, cut anyhow. */
    hear(audio: Uint8Array): void {
      for (let from = 0; from < audio.length; from += PATIENCE_BYTES) {
        append(normalised(audio.subarray(from, from + PATIENCE_BYTES)));
        listen();
      }
    },

    /**
     * Grows whenever `words` may have changed. Looks again at what could not be placed when the book has grown since:
     * ask every tenth of a second, not with each frame.
     */
    news(): number {
      if (registered === book.registered()) return news;
      registered = book.registered();
      if (unplacedAt !== undefined) {
        lookAgainFrom(unplacedAt);
        listen();
      }
      return news;
    },

    /** The words of which enough came since the last `settle`, in the order of the stream. */
    words: (): HeardWord[] => wordsOf(stretches),

    /** How much audio came so far, in bytes. */
    heardBytes: () => end,

    /** What came before this offset (bytes) is done with: its words are not told again. */
    settle(offset: number): void {
      settled = Math.max(settled, offset);
      stretches = stretches.flatMap((stretch) => {
        const cut = settled - stretch.at;
        if (cut <= 0) return [stretch];
        if (cut >= stretch.length) return [];
        const places = stretch.places.map(({ phrase, position }) => ({ phrase, position: position + cut }));
        return [{ at: settled, length: stretch.length - cut, places }];
      });
      if (stretches.length === 0 && following) {
        following = false;
        lookAt = Math.max(lookAt, settled);
        fingerprint = undefined;
      }
    },
  };
}
