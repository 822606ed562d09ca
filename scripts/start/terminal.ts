// Lines for the person at the terminal.

// A terminal that was closed must not end us before everything is taken down.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Shows one line, or several. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Shows what went wrong. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
