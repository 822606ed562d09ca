// Whether a moment has passed; the page notices by itself when it does.
import { useEffect, useState } from 'react';

/** The longest wait that `setTimeout` knows, in ms. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** @param iso null counts as past */
export function useIsPast(iso: string | null): boolean {
  const at = iso === null ? 0 : Date.parse(iso);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const leftMs = at - Date.now();
    if (leftMs <= 0) return setNow(Date.now());
    const timer = setTimeout(() => setNow(Date.now()), Math.min(leftMs, LONGEST_WAIT_MS));
    return () => clearTimeout(timer);
  }, [at]);
  return at <= now;
}
