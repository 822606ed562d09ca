// Files on the local disk, under one folder.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileStorage } from './storage.ts';

/** Keys are made by us of ids only; anything else would be a way out of the folder. */
const SAFE_KEY = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

/** @param folder made when it is not there */
export function createLocalDisk(folder: string): FileStorage {
  const pathOf = (key: string) => {
    if (!SAFE_KEY.test(key)) throw new Error('A storage key may hold letters, digits, "-", "_" and "/" only');
    return join(folder, key);
  };
  return {
    async put(key, { mimeType, bytes }) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.type`, mimeType);
      // A reader must never see half a file, nor a crash leave one.
      await writeFile(`${path}.part`, bytes);
      await rename(`${path}.part`, path);
    },
    async get(key) {
      try {
        const [bytes, mimeType] = await Promise.all([readFile(pathOf(key)), readFile(`${pathOf(key)}.type`, 'utf8')]);
        return { bytes, mimeType };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async removeAll(prefix) {
      await rm(pathOf(prefix), { recursive: true, force: true });
    },
  };
}
