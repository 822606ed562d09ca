// The bar on top: which business, who is signed in, the language, the way out.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/account.ts';
import type { Business, Me } from '../api/answers.ts';
import { meQuery } from '../api/queries.ts';
import { forgetDevice } from '../notices/device.ts';
import { forgetDrafts } from '../thread/use-draft.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';

export function TopBar({
  me,
  business,
  onChoose,
  children,
}: {
  me: Me;
  business: Business | undefined;
  onChoose: (businessId: number) => void;
  /** What belongs to the chosen business. */
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const leaving = useMutation({
    mutationFn: async () => {
      await signOut();
      // The server has forgotten this browser; the browser must forget too, or the next person would get it unasked.
      await forgetDevice();
    },
    onSuccess: () => {
      forgetDrafts();
      location.hash = '';
      queryClient.setQueryData(meQuery.queryKey, null);
      queryClient.removeQueries({ queryKey: ['business'] });
    },
  });
  return (
    <header className="top-bar">
      <button type="button" className="skip" onClick={() => document.getElementById('thread')?.focus()}>
        {t('skip')}
      </button>
      <h1 className="brand">ProSaaS</h1>
      {business && <BusinessName business={business} among={me.businesses} onChoose={onChoose} />}
      {children}
      <span className="user" dir="auto" title={me.user.email}>
        {me.user.name}
      </span>
      <LanguageSwitch />
      <button type="button" onClick={() => leaving.mutate()} disabled={leaving.isPending}>
        {t('signOut')}
      </button>
    </header>
  );
}

function BusinessName({
  business,
  among,
  onChoose,
}: {
  business: Business;
  among: Business[];
  onChoose: (businessId: number) => void;
}) {
  const { t } = useTranslation();
  if (among.length === 1) return <bdi className="business">{business.name}</bdi>;
  const choose = (chosen: string) => {
    location.hash = '';
    onChoose(Number(chosen));
  };
  return (
    <select
      className="business"
      aria-label={t('business.label')}
      value={business.id}
      onChange={(event) => choose(event.target.value)}
    >
      {among.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
