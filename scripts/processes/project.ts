// Where this clone is on the disk.
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the project by its path from there, for example `src/main.ts`. */
export function programPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
