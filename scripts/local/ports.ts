// TCP ports of this machine: one that is free, or a clear word that one is taken.
import { createServer } from 'node:net';
import { Problem } from '../processes/problem.ts';

const loopback = '127.0.0.1';

/** A port that was free on 127.0.0.1 a moment ago. Another process may take it before it is used. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/**
 * Makes sure that nothing listens on 127.0.0.1:`port`.
 * @param use what the port is for, as the message names it
 * @param variable the environment variable that chooses another one, where there is one
 * @throws Problem when it is taken or may not be used
 */
export async function assertPortFree(port: number, use: string, variable?: string): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    throw new Problem(portProblem(error, port, use, variable));
  }
}

function portProblem(error: unknown, port: number, use: string, variable: string | undefined): string {
  const code = error instanceof Error && 'code' in error ? error.code : String(error);
  const what = code === 'EADDRINUSE' ? 'is taken: stop the program that uses it' : `cannot be used (${code})`;
  return `Port ${port} (${use}) ${what}${variable === undefined ? '' : `, or choose another with ${variable}=…`}.`;
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: loopback }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
