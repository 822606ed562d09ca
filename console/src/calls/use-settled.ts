// A value once it has stopped changing: what is typed is not asked for letter by letter.
import { useEffect, useState } from 'react';

const SETTLES_AFTER_MS = 250;

export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
