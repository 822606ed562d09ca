// The app's side of a phone call, as small as can be: TwiML by Twilio's library, a WebSocket that a test holds, and
// every request as it came, its signature checked.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import twilio from 'twilio';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { until } from '../../support/until.ts';

export const ACCOUNT_SID = `AC${'0'.repeat(32)}`;
export const AUTH_TOKEN = 'a token of the test';

const fields = z.record(z.string(), z.string());
const message = z.looseObject({ event: z.string() });
export type StreamMessage = z.output<typeof message>;

type Request = { path: string; method: string; params: Record<string, string>; isSigned: boolean; atMs: number };
/** TwiML, or an HTTP status, or nothing for ever. */
type Answer = string | number | 'silence';

/** One stream that the phone opened. */
export type OpenStream = {
  socket: WebSocket;
  /** Its WebSocket path. */
  path: string;
  isSigned: boolean;
  messages: StreamMessage[];
  of(event: string): StreamMessage[];
  streamSid(): string;
  /** Audio of mu-law, in one message. */
  play(audio: Uint8Array): void;
  mark(name: string): void;
  clear(): void;
  send(text: string): void;
  closed(): Promise<number>;
};

/** @param answers TwiML by path, in which $APP and $WS stand for the server's URLs; a function gets the request's fields */
export async function answeringServer(
  answers: Record<string, Answer | ((params: Record<string, string>) => Answer)>,
  onStream: (stream: OpenStream) => void = () => undefined,
) {
  const requests: Request[] = [];
  const streams: OpenStream[] = [];
  const app = fastify({ forceCloseConnections: true });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.all('/*', async (request, reply) => {
    const { pathname } = new URL(request.url, url);
    const form = fields.parse(request.body ?? {});
    const signature = String(request.headers['x-twilio-signature']);
    const isSigned = twilio.validateRequest(AUTH_TOKEN, signature, `${url}${request.url}`, form);
    const params = { ...fields.parse(request.query), ...form };
    requests.push({ path: pathname, method: request.method, params, isSigned, atMs: performance.now() });
    const given = answers[pathname] ?? 204;
    const answer = typeof given === 'function' ? given(params) : given;
    if (answer === 'silence') return reply.hijack();
    if (typeof answer === 'number') return reply.code(answer).send();
    return reply.type('text/xml').send(answer.replaceAll('$WS', url.replace('http', 'ws')).replaceAll('$APP', url));
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const sockets = new WebSocketServer({ server: app.server, perMessageDeflate: false });
  sockets.on('connection', (socket, upgrade) => {
    const stream = openStream(socket, upgrade, url);
    streams.push(stream);
    onStream(stream);
  });
  onTestFinished(async () => {
    for (const client of sockets.clients) client.terminate();
    await app.close();
  });
  return {
    url,
    port: (app.server.address() as AddressInfo).port,
    requests,
    streams,
    to: (path: string) => requests.filter((request) => request.path === path),
    /** The stream with this number, once it has started. */
    stream: (number = 0) =>
      until(`stream ${number}`, async () => (streams[number]?.of('start').length === 1 ? streams[number] : undefined)),
    request: (path: string, count = 1) =>
      until(`${count} requests to ${path}`, async () => {
        const found = requests.filter((request) => request.path === path);
        return found.length >= count ? found : undefined;
      }),
  };
}

function openStream(socket: WebSocket, upgrade: IncomingMessage, url: string): OpenStream {
  const messages: StreamMessage[] = [];
  const path = upgrade.url ?? '';
  const signature = String(upgrade.headers['x-twilio-signature']);
  socket.on('message', (data) => messages.push(message.parse(JSON.parse(String(data)))));
  const of = (event: string) => messages.filter((one) => one.event === event);
  const streamSid = () => z.object({ streamSid: z.string() }).parse(of('start')[0]).streamSid;
  const send = (text: string) => socket.send(text);
  return {
    socket,
    path,
    isSigned: twilio.validateRequest(AUTH_TOKEN, signature, `${url.replace('http', 'ws')}${path}`, {}),
    messages,
    of,
    streamSid,
    send,
    play: (audio) =>
      send(
        JSON.stringify({
          event: 'media',
          streamSid: streamSid(),
          media: { payload: Buffer.from(audio).toString('base64') },
        }),
      ),
    mark: (name) => send(JSON.stringify({ event: 'mark', streamSid: streamSid(), mark: { name } })),
    clear: () => send(JSON.stringify({ event: 'clear', streamSid: streamSid() })),
    closed: async () => {
      if (socket.readyState === socket.CLOSED) return 0;
      const [code] = await once(socket, 'close');
      return Number(code);
    },
  };
}

/** TwiML by Twilio's own library. */
export function twiml(write: (response: InstanceType<typeof twilio.twiml.VoiceResponse>) => void): string {
  const response = new twilio.twiml.VoiceResponse();
  write(response);
  return response.toString();
}

/** `<Connect><Stream>` to the test's WebSocket, with what the call shall do next. */
export function connectTwiml(options: { action?: string; parameters?: Record<string, string>; path?: string } = {}) {
  return twiml((response) => {
    const connect = response.connect(options.action === undefined ? {} : { action: options.action });
    const stream = connect.stream({ url: `$WS${options.path ?? '/stream'}` });
    for (const [name, value] of Object.entries(options.parameters ?? {})) stream.parameter({ name, value });
  });
}
