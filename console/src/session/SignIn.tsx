// The sign-in form. A failed try says why and keeps the e-mail.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/account.ts';
import { meQuery } from '../api/queries.ts';
import { isSignedOut } from '../api/request.ts';
import { LanguageSwitch } from '../frame/LanguageSwitch.tsx';
import { useReason } from '../frame/use-reason.ts';

export function SignIn() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const reasonOf = useReason();
  const { mutate, error, isPending } = useMutation({
    mutationFn: signIn,
    retry: false,
    onSuccess: () => queryClient.invalidateQueries(meQuery),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    mutate({ email: String(form.get('email')), password: String(form.get('password')) });
  };
  return (
    <main className="card">
      <p className="brand">ProSaaS</p>
      <h1>{t('signIn.title')}</h1>
      <form onSubmit={submit}>
        <label>
          {t('signIn.email')}
          <input name="email" type="email" dir="ltr" autoComplete="username" required />
        </label>
        <label>
          {t('signIn.password')}
          <input name="password" type="password" dir="ltr" autoComplete="current-password" required />
        </label>
        <p role="alert" className="trouble-text" dir="auto">
          {error && (isSignedOut(error) ? t('signIn.wrong') : reasonOf(error))}
        </p>
        <button type="submit" className="primary" disabled={isPending}>
          {t('signIn.submit')}
        </button>
      </form>
      <LanguageSwitch />
    </main>
  );
}
