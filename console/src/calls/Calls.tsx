// The business's phone calls: the list beside the open one; on a phone one of the two at a time.
import { useTranslation } from 'react-i18next';
import { CallPage } from '../call/CallPage.tsx';
import { useOpenCall } from '../route.ts';
import { CallList } from './CallList.tsx';

export function Calls() {
  const { t } = useTranslation();
  const open = useOpenCall();
  return (
    <main className={open ? 'conversations one-open' : 'conversations'}>
      <CallList open={open} />
      <div id="thread" tabIndex={-1}>
        {open ? <CallPage key={open} callId={open} /> : <p className="quiet page-note">{t('calls.choose')}</p>}
      </div>
    </main>
  );
}
