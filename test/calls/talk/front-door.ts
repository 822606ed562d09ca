// What stands before the calls processes in production: leads each request and stream to the first that takes it.
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface FrontDoor extends AsyncDisposable {
  url: string;
  /** To the processes at these ports, tried in this order; to none, nobody is let in. */
  leadTo(...ports: number[]): void;
}

export async function openFrontDoor(): Promise<FrontDoor> {
  let ports: readonly number[] = [];
  const server = createServer((request, response) => void pass(request, response, ports));
  server.on('upgrade', (request, socket, head) => void passStream(request, socket, head, ports));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(...to) {
      ports = to;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A connection to the first process that is there. */
async function firstOf(ports: readonly number[]): Promise<Socket | undefined> {
  for (const port of ports) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').catch(() => undefined);
    if (connected) return socket;
  }
  return undefined;
}

async function pass(request: IncomingMessage, response: ServerResponse, ports: readonly number[]): Promise<void> {
  // A connection that is kept would be broken by the next kill, under whatever request is on it then.
  response.setHeader('connection', 'close');
  const socket = await firstOf(ports);
  if (!socket) return void response.writeHead(502).end();
  const { method, url = '/', headers } = request;
  const asked = ask({
    createConnection: () => socket,
    method,
    path: url,
    headers: { ...headers, connection: 'close' },
  });
  asked.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? '' });
    answer.pipe(response);
  });
  asked.on('error', () => response.destroy());
  request.pipe(asked);
}

async function passStream(request: IncomingMessage, caller: Duplex, head: Buffer, ports: readonly number[]) {
  const socket = await firstOf(ports);
  if (!socket) return void caller.destroy();
  const { method, url, rawHeaders } = request;
  const lines = Array.from({ length: rawHeaders.length / 2 }, (_, index) => rawHeaders.slice(2 * index, 2 * index + 2));
  socket.write([`${method} ${url} HTTP/1.1`, ...lines.map((line) => line.join(': ')), '', ''].join('\r\n'));
  socket.write(head);
  for (const [from, to] of [
    [socket, caller],
    [caller, socket],
  ] as const) {
    from.pipe(to);
    from.on('error', () => from.destroy()).on('close', () => to.destroy());
  }
}
