// The places of the page, and the way between them. A new one is a line here and an address in route.ts.
import { useTranslation } from 'react-i18next';
import { Calls } from '../calls/Calls.tsx';
import { Conversations } from '../conversations/Conversations.tsx';
import { Reminders } from '../reminders/Reminders.tsx';
import { CALLS, LIST, REMINDERS, useHash } from '../route.ts';

const CONVERSATIONS = { address: LIST, title: 'list.title', Page: Conversations } as const;

/** In the order in which they are offered. */
const PLACES = [
  CONVERSATIONS,
  { address: CALLS, title: 'calls.title', Page: Calls },
  { address: REMINDERS, title: 'reminders.title', Page: Reminders },
] as const;

export function Navigation() {
  const { t } = useTranslation();
  const here = usePlace();
  return (
    <nav className="places" aria-label={t('places')}>
      {PLACES.map(({ address, title }) => (
        <a key={address} href={address} aria-current={address === here.address ? 'page' : undefined}>
          {t(title)}
        </a>
      ))}
    </nav>
  );
}

/** Where the reader is. */
export function Place() {
  const { Page } = usePlace();
  return <Page />;
}

function usePlace() {
  const hash = useHash();
  return PLACES.find(({ address }) => address !== LIST && hash.startsWith(address)) ?? CONVERSATIONS;
}
