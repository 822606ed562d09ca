// Started by `watch.ts` on the measured core: wakes up each 20 ms, at times fixed from the start, and tells on request
// how late it was since it was asked last.
import { FRAME_MS } from '../../../src/sandbox/audio/frames.ts';

let lateness: number[] = [];
let dueAt = performance.now() + FRAME_MS;

process.on('message', () => {
  process.send?.(lateness);
  lateness = [];
});
process.on('disconnect', () => process.exit(0));
arm();

function arm(): void {
  setTimeout(beat, Math.max(0, dueAt - performance.now()));
}

function beat(): void {
  const now = performance.now();
  // Timers may come a millisecond early.
  for (; dueAt <= now; dueAt += FRAME_MS) lateness.push(now - dueAt);
  arm();
}
