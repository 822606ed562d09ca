// For someone who works for several businesses: which one now?
import { useTranslation } from 'react-i18next';
import type { Business } from '../api/answers.ts';

export function BusinessChoice({
  businesses,
  onChoose,
}: {
  businesses: Business[];
  onChoose: (businessId: number) => void;
}) {
  const { t } = useTranslation();
  if (businesses.length === 0) return <main className="page-note">{t('business.none')}</main>;
  return (
    <main className="card">
      <h2>{t('business.choose')}</h2>
      <ul className="choices">
        {businesses.map(({ id, name }) => (
          <li key={id}>
            <button type="button" dir="auto" onClick={() => onChoose(id)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
