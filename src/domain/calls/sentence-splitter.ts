// Sentences out of a stream of tokens: each is spoken as soon as it is whole.

/** A full stop after one of these ends nothing. */
const ABBREVIATIONS = /(?:^|[\s("'])(?:mr|mrs|ms|dr|st|no|vs|etc|e\.g|i\.e|approx|tel|ext|a\.m|p\.m|\p{L})$/iu;
/** Longer than about ten seconds of speech: said in parts, or the caller waits for its end. */
const LONG_CHARACTERS = 160;

/** A splitter for one answer. */
export function createSentenceSplitter() {
  let rest = '';

  function cut(at: number): string {
    const sentence = rest.slice(0, at).trim();
    rest = rest.slice(at);
    return sentence;
  }

  return {
    /** The sentences that are whole with this token. What may still go on is kept. */
    push(token: string): string[] {
      rest += token;
      const sentences: string[] = [];
      for (let end = sentenceEnd(rest); end !== undefined; end = sentenceEnd(rest)) sentences.push(cut(end));
      return sentences.filter((sentence) => sentence !== '');
    },

    /** What is left at the end of the stream. */
    end(): string[] {
      const last = cut(rest.length);
      return last === '' ? [] : [last];
    },
  };
}

/** Where the first sentence ends; undefined while that cannot be told. */
function sentenceEnd(text: string): number | undefined {
  for (const match of text.matchAll(/[.!?…]+["'”’)\]]*(?=\s)|\n/g)) {
    const end = match.index + match[0].length;
    const before = text.slice(0, match.index);
    if (before.trim() === '') {
      if (match[0] === '\n' && before !== '') return end;
      continue;
    }
    if (match[0] === '.' && (ABBREVIATIONS.test(before) || isListNumber(before))) continue;
    return end;
  }
  return text.length > LONG_CHARACTERS ? clauseEnd(text) : undefined;
}

/** "1." at the beginning of a line counts what follows. */
function isListNumber(before: string): boolean {
  return /(?:^|\n)\s*\d{1,2}$/.test(before);
}

function clauseEnd(text: string): number | undefined {
  const comma = Math.max(...[', ', '; ', ': ', ' – '].map((mark) => text.lastIndexOf(mark, LONG_CHARACTERS)));
  return comma > 0 ? comma + 1 : undefined;
}
