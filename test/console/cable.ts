// The way between the browser and the api, which a test can cut: both ends live on and notice.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Cable extends AsyncDisposable {
  /** Where the browser finds the api through the cable. */
  url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  mend(): void;
}

/** @param apiUrl where the api listens, on this machine */
export async function layCable(apiUrl: string): Promise<Cable> {
  const port = Number(new URL(apiUrl).port);
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((browser) => {
    keep(browser);
    if (isCut) {
      browser.destroy();
      return;
    }
    const api = connect(port, '127.0.0.1');
    keep(api);
    browser.pipe(api).pipe(browser);
    browser.on('close', () => api.destroy());
    api.on('close', () => browser.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      breakAll();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
