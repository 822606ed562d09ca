// What went wrong, in a sentence for the reader.
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/request.ts';

/** The server's own explanation; for a server that cannot be reached, ours. */
export function useReason(): (error: Error) => string {
  const { t } = useTranslation();
  return (error) => (error instanceof Problem && error.status === 0 ? t('noConnection') : error.message);
}
