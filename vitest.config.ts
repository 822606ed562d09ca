// One Postgres, one Temporal server and one workflow bundle for the whole run; a database and a namespace per file.
import { defineConfig } from 'vitest/config';
import { RealtimeLast } from './test/support/realtime-last.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // A process per file: the Temporal runtime is installed once per process, and a leak cannot reach the next file.
    pool: 'forks',
    maxWorkers: 2,
    // Talks at a time: each is a caller in real time.
    maxConcurrency: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { shuffle: true, sequencer: RealtimeLast },
  },
});
