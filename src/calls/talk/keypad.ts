// Keys that the caller types one after another, put together to what they mean: a phone number, a code. Pure.

/** Nobody who knows the next digit waits for longer. */
const TYPED_AFTER_MS = 1_500;

/** `#` ends what is typed, `*` takes it back. */
export function createKeypad() {
  let typed = '';
  let lastAt = 0;

  function whole(): string | undefined {
    const all = typed;
    typed = '';
    return all === '' ? undefined : all;
  }

  return {
    /** @returns all that was typed, when this key ends it */
    press(digit: string, now: number): string | undefined {
      lastAt = now;
      if (digit === '#') return whole();
      typed = digit === '*' ? '' : typed + digit;
      return undefined;
    },

    /** @returns all that was typed, when nothing more is to come */
    tick: (now: number): string | undefined => (now - lastAt >= TYPED_AFTER_MS ? whole() : undefined),
  };
}
