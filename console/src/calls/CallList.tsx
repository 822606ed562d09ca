// The list of phone calls: those under way first, then the newest; and what one looks for among them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../api/call-answers.ts';
import { useCalls } from '../api/call-queries.ts';
import { type CallFilter, EVERY_CALL } from '../api/call-requests.ts';
import { Trouble } from '../frame/Trouble.tsx';
import { CallFilters } from './CallFilters.tsx';
import { CallRow } from './CallRow.tsx';
import { isLive } from './is-live.ts';
import { useSettled } from './use-settled.ts';

export function CallList({ open }: { open: string | undefined }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(EVERY_CALL);
  const settled = useSettled(filter);
  return (
    <nav className="list" aria-labelledby="list-title">
      <h2 id="list-title">{t('calls.title')}</h2>
      <CallFilters filter={filter} onChange={setFilter} />
      {/* Another question begins at its own first page. */}
      <FoundCalls key={JSON.stringify(settled)} filter={settled} open={open} onClear={() => setFilter(EVERY_CALL)} />
    </nav>
  );
}

function FoundCalls({ filter, open, onClear }: { filter: CallFilter; open: string | undefined; onClear: () => void }) {
  const { t } = useTranslation();
  const { items: all, error, readAgain, hasMore, isLoadingMore, loadMore } = useCalls(filter);
  if (!all && error) return <Trouble error={error} onTryAgain={readAgain} />;
  if (!all) return <p className="quiet page-note">{t('loading')}</p>;
  if (all.length === 0) return <NoCalls isFiltered={Object.values(filter).some(Boolean)} onClear={onClear} />;
  return (
    <>
      <Rows title={t('calls.live')} rows={all.filter(isLive)} open={open} />
      <Rows title={t('calls.earlier')} rows={all.filter((call) => !isLive(call))} open={open} />
      {hasMore && (
        <button type="button" className="more" disabled={isLoadingMore} onClick={loadMore}>
          {t('list.more')}
        </button>
      )}
    </>
  );
}

function NoCalls({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (!isFiltered) return <p className="quiet page-note">{t('calls.empty')}</p>;
  return (
    <div role="status" className="quiet page-note">
      <p>{t('calls.noneFits')}</p>
      <button type="button" onClick={onClear}>
        {t('calls.filter.clear')}
      </button>
    </div>
  );
}

function Rows({ title, rows, open }: { title: string; rows: Call[]; open: string | undefined }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {rows.map((call) => (
          <CallRow key={call.id} call={call} isOpen={call.id === open} />
        ))}
      </ul>
    </section>
  );
}
