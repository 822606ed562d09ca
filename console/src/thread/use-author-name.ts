// Who wrote a message, by name where there is one.
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/answers.ts';

/** @param customer the customer's name */
export function useAuthorName(customer: string): (message: Message) => string {
  const { t } = useTranslation();
  return ({ author, authorName }) => (author === 'customer' ? customer : (authorName ?? t(`author.${author}`)));
}
