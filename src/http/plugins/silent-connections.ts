// Closing is not held up by connections on which nothing was ever asked. Browsers open some in advance, and Node does not
// count them as idle: without this a server with an open page in a browser takes a minute to stop.
import type { Socket } from 'node:net';
import fp from 'fastify-plugin';

export const silentConnections = fp(
  async (app) => {
    const silent = new Set<Socket>();
    app.server.on('connection', (socket: Socket) => {
      silent.add(socket);
      socket.once('close', () => silent.delete(socket));
    });
    app.server.on('request', (request) => silent.delete(request.socket));
    app.addHook('preClose', async () => {
      for (const socket of silent) socket.destroy();
    });
  },
  { name: 'silent-connections' },
);
