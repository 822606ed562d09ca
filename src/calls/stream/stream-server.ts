// The Media Streams server: takes WebSockets that Twilio opened, and no others.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import twilio from 'twilio';
import { WebSocketServer } from 'ws';
import type { CallMetrics } from '../../telemetry/call-metrics.ts';
import { carryStream, type StreamGate } from './media-socket.ts';

export interface StreamServerOptions {
  /** Where Twilio reaches us, as `https://…`; the signature of an upgrade is made over the same with `wss:`. */
  publicUrl: string;
  authToken: string;
  gate: StreamGate;
  metrics: CallMetrics;
}

export interface StreamServer {
  /** Resolves when no stream is under way, or after so many ms; those that are left are closed. */
  drain(withinMs: number): Promise<void>;
}

export const STREAM_PATH = '/webhook/voice/media';
/** A media message of 20 ms has about 350 bytes. */
const MAX_MESSAGE_BYTES = 16 * 1024;
/** Going away (RFC 6455): Twilio asks what follows. */
const GOING_AWAY = 1001;

/** `wss://…` for Twilio's `<Stream>`; plain `ws:` on a laptop. */
export function streamUrl(publicUrl: string): string {
  return `${publicUrl.replace(/^http/, 'ws')}${STREAM_PATH}`;
}

/** Listens for upgrades on an HTTP server. */
export function attachStreamServer(server: Server, options: StreamServerOptions): StreamServer {
  const { gate, metrics } = options;
  // Compression costs more than half a core at a hundred calls, and audio does not shrink.
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  const live = new Set<Promise<void>>();

  server.on('upgrade', (request, connection, head) => {
    const refusal = refusalOf(request, options);
    if (refusal !== undefined) {
      if (refusal === '403 Forbidden') metrics.streamRefused('signature');
      return refuse(connection, refusal);
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const carried = carryStream(socket, gate, metrics).finally(() => {
        live.delete(carried);
        metrics.streamsLive(live.size);
      });
      live.add(carried);
      metrics.streamsLive(live.size);
    });
  });

  return {
    async drain(withinMs) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), withinMs);
      late.signal.addEventListener('abort', () => {
        for (const socket of sockets.clients) socket.close(GOING_AWAY);
      });
      while (live.size > 0) await Promise.all(live);
      clearTimeout(timer);
    },
  };
}

function refusalOf(request: IncomingMessage, { publicUrl, authToken }: StreamServerOptions): string | undefined {
  const path = request.url ?? '';
  if (path !== STREAM_PATH) return '404 Not Found';
  const signature = request.headers['x-twilio-signature'];
  const isSigned =
    typeof signature === 'string' && twilio.validateRequest(authToken, signature, streamUrl(publicUrl), {});
  return isSigned ? undefined : '403 Forbidden';
}

function refuse(connection: Duplex, status: string): void {
  connection.on('error', () => undefined); // It may be gone already.
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
