// What to call a customer.
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/answers.ts';

/** By name, else by phone number; a customer may hide both. */
export function useContactName(): (contact: Conversation['contact']) => string {
  const { t } = useTranslation();
  return ({ name, phone }) => name ?? phone ?? t('author.customer');
}
