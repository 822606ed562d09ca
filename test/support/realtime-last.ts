// The order of test files: by chance, but those in which people talk in real time come last, when nothing else wants the
// machine.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const REALTIME = '/test/calls/talk/';

export class RealtimeLast extends BaseSequencer {
  /** The same seed gives the same order. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const placed = files.map((file) => ({
      file,
      last: file.moduleId.includes(REALTIME),
      place: chance(file.moduleId, seed),
    }));
    return placed
      .sort((one, other) => Number(one.last) - Number(other.last) || one.place - other.place)
      .map(({ file }) => file);
  }
}

/** A number that only chance and the seed decide. */
function chance(text: string, seed: number): number {
  return [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01_00_01_93), seed | 0) >>> 0;
}
