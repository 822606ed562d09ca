// A file that came with a message. It is fetched with the business's header, which a plain link cannot send, and saved
// rather than opened: what a customer sent must not run as a page of ours.
import { useMutation } from '@tanstack/react-query';
import { useBusinessApi } from '../api/business-api.ts';
import { useReason } from '../frame/use-reason.ts';

interface FileProps {
  messageId: string;
  /** What it is, in words. */
  kind: string;
  /** As the customer named it. */
  fileName?: string | undefined;
}

export function FileLink({ messageId, kind, fileName }: FileProps) {
  const api = useBusinessApi();
  const reasonOf = useReason();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.file(messageId),
    onSuccess: (file) => save(file, fileName ?? `${kind}.${extensionOf(file)}`),
  });
  return (
    <>
      <button type="button" className="file" disabled={isPending} onClick={() => mutate()}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19h14" />
        </svg>
        <bdi>{fileName ? `${kind}: ${fileName}` : kind}</bdi>
      </button>
      {error && (
        <p role="alert" className="trouble-text" dir="auto">
          {reasonOf(error)}
        </p>
      )}
    </>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

/** `jpeg` for `image/jpeg`, `ogg` for `audio/ogg; codecs=opus`. */
function extensionOf({ type }: Blob): string {
  return /\/(?:x-)?([a-z0-9]+)/.exec(type)?.[1] ?? 'bin';
}
