import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { BEHAVIOURS, behaviourOf } from '../../../src/sandbox/whatsapp/behaviours.ts';

test('people can read about every behaviour, with its error code', async () => {
  const rows = (await readFile('src/sandbox/README.md', 'utf8')).split('\n').filter((line) => /^\| \d{4} /.test(line));
  expect(rows.map((row) => row.slice(2, 6))).toEqual(Object.keys(BEHAVIOURS).toSorted());
  for (const row of rows) {
    const behaviour = behaviourOf(`+97250123${row.slice(2, 6)}`);
    if ('code' in behaviour) expect(row).toContain(String(behaviour.code));
  }
});

test('a number that is not in the table gets its message and reads it', () => {
  expect(behaviourOf('+972501234567')).toEqual({ kind: 'deliver', statuses: ['sent', 'delivered', 'read'] });
});
