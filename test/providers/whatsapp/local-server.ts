// A server that misbehaves in one way, on a free port, gone with its test.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** @returns the base URL of an HTTP server that answers everything with `listener` */
export async function httpServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => server.closeAllConnections());
  return listening(server);
}

/** @returns the base URL of a TCP server that treats every connection with `listener` */
export function tcpServer(listener: (socket: Socket) => void): Promise<string> {
  return listening(createTcpServer(listener));
}

/** @returns a base URL at which nobody listens any more */
export async function deserted(): Promise<string> {
  const server = createTcpServer();
  const url = await listening(server);
  server.close();
  await once(server, 'close');
  return url;
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return `http://127.0.0.1:${address.port}`;
}
