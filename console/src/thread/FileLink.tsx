// A file that came with a message. The server decides what may be shown in place; anything else is saved.
import { useBusinessApi } from '../api/business-api.ts';

interface FileProps {
  messageId: string;
  /** What it is, in words. */
  kind: string;
  /** As the customer named it. */
  fileName?: string | undefined;
}

export function FileLink({ messageId, kind, fileName }: FileProps) {
  const api = useBusinessApi();
  return (
    <a className="file" href={api.fileAddress(messageId)} target="_blank" rel="noreferrer">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19h14" />
      </svg>
      <bdi>{fileName ? `${kind}: ${fileName}` : kind}</bdi>
    </a>
  );
}
