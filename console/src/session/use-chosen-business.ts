// Which of their businesses a person works for now; this browser remembers it.
import { useState } from 'react';
import type { Business } from '../api/answers.ts';

const REMEMBERED = 'prosaas.business';

/** The chosen one, or the only one; undefined when there is a choice to make, or nothing to choose from. */
export function useChosenBusiness(businesses: Business[]): [Business | undefined, (businessId: number) => void] {
  const [chosen, setChosen] = useState(() => businessInAddress() ?? Number(localStorage.getItem(REMEMBERED)));
  const only = businesses.length === 1 ? businesses[0] : undefined;
  return [
    only ?? businesses.find(({ id }) => id === chosen),
    (businessId) => {
      localStorage.setItem(REMEMBERED, String(businessId));
      setChosen(businessId);
    },
  ];
}

/** A notice leads to its own business with `?business=`, which is remembered and taken out of the address. */
function businessInAddress(): number | undefined {
  const named = new URLSearchParams(location.search).get('business');
  if (named === null) return undefined;
  localStorage.setItem(REMEMBERED, named);
  history.replaceState(null, '', `${location.pathname}${location.hash}`);
  return Number(named);
}
