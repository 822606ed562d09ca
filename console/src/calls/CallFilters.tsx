// What one looks for among the calls.
import { useTranslation } from 'react-i18next';
import type { CallResult } from '../api/call-answers.ts';
import type { CallFilter } from '../api/call-requests.ts';

/** Every result there is, in the order in which it is offered. */
const RESULTS = Object.keys({
  talked: true,
  message: true,
  'no-talk': true,
  'turned-away': true,
  unanswered: true,
} satisfies Record<CallResult, true>) as CallResult[];

export function CallFilters({ filter, onChange }: { filter: CallFilter; onChange: (filter: CallFilter) => void }) {
  const { t } = useTranslation();
  const change = (part: Partial<CallFilter>) => onChange({ ...filter, ...part });
  return (
    <search className="call-filters">
      <input
        type="search"
        dir="auto"
        maxLength={100}
        aria-label={t('calls.filter.search')}
        placeholder={t('calls.filter.search')}
        value={filter.search}
        onChange={({ target }) => change({ search: target.value })}
      />
      <select
        aria-label={t('calls.filter.outcome')}
        value={filter.outcome}
        onChange={({ target }) => change({ outcome: target.value as CallFilter['outcome'] })}
      >
        <option value="">{t('calls.filter.all')}</option>
        <option value="live">{t('calls.live')}</option>
        {RESULTS.map((result) => (
          <option key={result} value={result}>
            {t(`calls.result.${result}`)}
          </option>
        ))}
      </select>
      <details>
        <summary>{t('calls.filter.more')}</summary>
        {(['firstDay', 'lastDay'] as const).map((end) => (
          <label key={end}>
            {t(`calls.filter.${end}`)}
            <input type="date" value={filter[end]} onChange={({ target }) => change({ [end]: target.value })} />
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            checked={filter.recorded}
            onChange={({ target }) => change({ recorded: target.checked })}
          />
          {t('calls.filter.recorded')}
        </label>
      </details>
    </search>
  );
}
