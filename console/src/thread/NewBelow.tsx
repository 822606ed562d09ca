// For who has scrolled up: says that something new came, and leads down to it.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Stands at the end of the messages. @param newest the id of the newest message */
export function NewBelow({ newest }: { newest: string | undefined }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const [isInView, setIsInView] = useState(true);
  const [seen, setSeen] = useState(newest);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setIsInView(entries.at(-1)?.isIntersecting ?? true));
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  if (isInView && seen !== newest) setSeen(newest);
  return (
    <>
      {!isInView && seen !== newest && (
        <button type="button" className="new-below" onClick={() => end.current?.scrollIntoView()}>
          {t('thread.newBelow')}
        </button>
      )}
      <div ref={end} className="end" />
    </>
  );
}
