// What an invited person's link opens: they choose their first password, and then sign in with it.
import { useMutation } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptInvitation } from '../api/account.ts';
import { LanguageSwitch } from '../frame/LanguageSwitch.tsx';
import { useReason } from '../frame/use-reason.ts';
import { LIST } from '../route.ts';

export function Invitation({ token }: { token: string }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  const { mutate, error, isPending } = useMutation({
    mutationFn: acceptInvitation,
    retry: false,
    onSuccess: () => location.assign(LIST),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate({ token, password: String(new FormData(event.currentTarget).get('password')) });
  };
  return (
    <main className="card">
      <p className="brand">ProSaaS</p>
      <h1>{t('invitation.title')}</h1>
      <form onSubmit={submit}>
        <label>
          {t('invitation.password')}
          <input name="password" type="password" dir="ltr" autoComplete="new-password" minLength={10} required />
        </label>
        <p role="alert" className="trouble-text" dir="auto">
          {error && reasonOf(error)}
        </p>
        <button type="submit" className="primary" disabled={isPending}>
          {t('invitation.submit')}
        </button>
      </form>
      <LanguageSwitch />
    </main>
  );
}
