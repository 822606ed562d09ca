// A call as lines for a terminal.
import type { CallEvent } from '../../src/sandbox/phone/events.ts';

/** Prints each event that a person wants to know of. */
export function createTranscript(print: (line: string) => void) {
  let voiceSinceMs: number | undefined;
  let understood = false;

  function line(atMs: number, text: string): void {
    print(`${(atMs / 1_000).toFixed(1).padStart(6)} s  ${text}`);
  }

  return {
    tell(event: CallEvent): void {
      const { atMs } = event;
      switch (event.kind) {
        case 'status':
          line(atMs, `— ${event.status}`);
          break;
        case 'said':
          line(event.fromMs, `caller: ${event.text}`);
          break;
        case 'heard':
          understood = true;
          line(event.fromMs, `system: ${event.text}`);
          break;
        case 'voice':
          if (event.state === 'begins') {
            voiceSinceMs = atMs;
            understood = false;
          } else if (!understood && voiceSinceMs !== undefined) {
            line(voiceSinceMs, `system: speaks for ${((atMs - voiceSinceMs) / 1_000).toFixed(1)} s`);
          }
          break;
        case 'pressed':
          line(atMs, `caller presses ${event.key}`);
          break;
        case 'cleared':
          line(atMs, `system stops speaking, ${(event.droppedMs / 1_000).toFixed(1)} s unheard`);
          break;
        case 'problem':
          line(atMs, `problem${event.code === 0 ? '' : ` ${event.code}`}: ${event.message}`);
      }
    },
  };
}
