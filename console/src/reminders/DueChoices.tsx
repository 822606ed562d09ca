// A time that the clocks skip or repeat: which of two was meant.
import type { MouseEvent } from 'react';
import { useMoments } from '../words/moments.ts';
import { offsetOf } from './clock.ts';

export function DueChoices({
  choices,
  onChoose,
}: {
  /** With their offsets. */
  choices: readonly string[];
  /** With the form as it is otherwise. */
  onChoose: (form: HTMLFormElement, dueAt: string) => void;
}) {
  const { wallClock } = useMoments();
  const choose = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>, dueAt: string) => {
    if (form?.reportValidity()) onChoose(form, dueAt);
  };
  return (
    <div className="reminder-deeds">
      {choices.map((choice) => (
        <button key={choice} type="button" onClick={(event) => choose(event, choice)}>
          {wallClock(choice)} <bdi dir="ltr">(UTC{offsetOf(choice)})</bdi>
        </button>
      ))}
    </div>
  );
}
