// One `npm start` for one data directory.
import { expect, test } from 'vitest';
import { claim } from '../../scripts/start/only-one.ts';
import { dataFolder } from './data-folder.ts';

test('a second start on the same data directory is told who has it', async () => {
  const dataDir = await dataFolder();
  await claim(dataDir);
  await expect(claim(dataDir)).rejects.toThrow(`Already running on ${dataDir} (process ${process.pid}): stop it there`);
});

test('a start that comes while another one stops waits for it', async () => {
  const dataDir = await dataFolder();
  const first = await claim(dataDir);
  first.stopping();
  let hasIt = false;
  const second = claim(dataDir).then(() => {
    hasIt = true;
  });
  await new Promise(setImmediate);
  expect(hasIt).toBe(false);
  first.release();
  await second;
});

test('a released data directory can be claimed again', async () => {
  const dataDir = await dataFolder();
  (await claim(dataDir)).release();
  await claim(dataDir);
});
