// The phone's end of a bidirectional Media Stream: one WebSocket to the app, as long as the verb lasts.
import { type RawData, WebSocket } from 'ws';
import { newSid, type PhoneCall } from '../call.ts';
import type { Callbacks } from '../twilio/callbacks.ts';
import { CALL_PROBLEMS } from '../twilio/errors.ts';
import { signatureOf } from '../twilio/webhooks.ts';
import type { Stream } from '../twiml/parse.ts';
import { createMessageWriter, type MessageWriter, type ServerMessage, serverMessage } from './messages.ts';

type Parts = { authToken: string; callbacks: Callbacks };

/** Twilio drops the caller's audio when the server does not take it; here when this much waits in our socket. */
const OVERFLOW_BYTES = 128 * 1024;
const HANDSHAKE_LIMIT_MS = 10_000;
/** How long the server has to close after `stop`. */
const CLOSE_LIMIT_MS = 2_000;
/** A close that is no accident: by the protocol's own codes, or without any. */
const NORMAL_CLOSES = new Set([1000, 1001, 1005]);

/**
 * Carries audio both ways until the server closes the socket, the signal aborts (then `stop` is sent first), or
 * something goes wrong, which is noted in the call's journal with Twilio's code.
 */
export async function runMediaStream(
  call: PhoneCall,
  stream: Stream,
  signal: AbortSignal,
  { authToken, callbacks }: Parts,
): Promise<void> {
  const streamSid = newSid('MZ');
  const writer = createMessageWriter({ accountSid: call.accountSid, callSid: call.sid, streamSid });
  const tell = (event: string, more: Record<string, string> = {}): void => {
    if (stream.statusCallback === undefined) return;
    callbacks.send({
      callSid: call.sid,
      purpose: 'stream',
      to: { url: stream.statusCallback, method: stream.statusCallbackMethod },
      params: { ...streamParams(call, streamSid, stream.name), StreamEvent: event, ...more },
    });
  };
  const trouble = (code: number, message: string): void => {
    call.journal.note({ kind: 'problem', code, message });
    tell('stream-error', { StreamError: message });
  };

  const refused = refusedUrl(stream.url);
  if (refused !== undefined) {
    trouble(CALL_PROBLEMS.streamHandshake, refused);
    return;
  }
  const socket = await connected(stream.url, authToken, signal).catch((error: unknown) => {
    if (!signal.aborted) trouble(CALL_PROBLEMS.streamHandshake, `The handshake failed: ${reasonOf(error)}`);
  });
  if (socket === undefined) return;

  call.journal.note({ kind: 'stream', state: 'started', streamSid });
  tell('stream-started');
  socket.send(writer.connected());
  socket.send(writer.start(stream.parameters));
  const detach = attachAudio(call, socket, writer, trouble);
  socket.on('message', (data, isBinary) => {
    const message = readMessage(data, isBinary, streamSid);
    if (typeof message === 'string') {
      trouble(CALL_PROBLEMS.streamProtocol, message);
      socket.close(1002, 'Protocol error');
      return;
    }
    obey(message, call, socket, writer);
  });
  await ended(socket, signal, writer, trouble);
  detach();
  call.playback.clear();
  call.journal.note({ kind: 'stream', state: 'stopped', streamSid });
  tell('stream-stopped');
}

/** Why Twilio would not open this URL. Plain `ws:` is for this machine only, where there is no TLS. */
function refusedUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return 'The stream has no valid URL.';
  const { protocol, hostname, search } = new URL(url);
  if (search !== '') return 'A stream URL may have no query; use <Parameter>.';
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'wss:' && !(protocol === 'ws:' && isHere)) return 'A stream URL must begin with wss://.';
  return undefined;
}

function connected(url: string, authToken: string, signal: AbortSignal): Promise<WebSocket> {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_LIMIT_MS,
    headers: { 'x-twilio-signature': signatureOf(authToken, url) },
  });
  return new Promise((resolve, reject) => {
    const abort = (): void => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('open', () => {
      signal.removeEventListener('abort', abort);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** The caller's frames and keys go out, marks that were passed go back. */
function attachAudio(
  call: PhoneCall,
  socket: WebSocket,
  writer: MessageWriter,
  trouble: (code: number, message: string) => void,
): () => void {
  let startedMs: number | undefined;
  let overflowed = false;
  call.hearWith((frame, atMs) => {
    startedMs ??= atMs;
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > OVERFLOW_BYTES) {
      if (!overflowed) trouble(CALL_PROBLEMS.streamOverflow, 'The server does not take audio in time; it is dropped.');
      overflowed = true;
      return;
    }
    socket.send(writer.media(frame, atMs - startedMs));
  });
  call.tellMarks((names) => sendMarks(names, socket, writer));
  const stopKeys = call.onKey((key) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(writer.dtmf(key));
  });
  return () => {
    call.hearWith(undefined);
    call.tellMarks(undefined);
    stopKeys();
  };
}

function sendMarks(names: readonly string[], socket: WebSocket, writer: MessageWriter): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  for (const name of names) socket.send(writer.mark(name));
}

function obey(message: ServerMessage, call: PhoneCall, socket: WebSocket, writer: MessageWriter): void {
  switch (message.event) {
    case 'media':
      call.playback.add(Buffer.from(message.media.payload, 'base64'));
      break;
    case 'mark':
      call.playback.mark(message.mark.name);
      break;
    case 'clear':
      call.journal.note({ kind: 'cleared', droppedMs: Math.round(call.playback.bufferedMs()) });
      sendMarks(call.playback.clear(), socket, writer);
  }
}

/** The message, or what is wrong with it. */
function readMessage(data: RawData, isBinary: boolean, streamSid: string): ServerMessage | string {
  if (isBinary) return 'A message must be text.';
  const { success, data: message, error } = serverMessage.safeParse(parsed(String(data)));
  if (!success) return `Not a message that a stream takes: ${error.issues.map((issue) => issue.message).join('; ')}`;
  if (message.streamSid !== streamSid) return `There is no stream ${message.streamSid} here.`;
  return message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Resolves when the socket is closed, by whichever side. */
function ended(
  socket: WebSocket,
  signal: AbortSignal,
  writer: MessageWriter,
  trouble: (code: number, message: string) => void,
): Promise<void> {
  let oursToEnd = false;
  const stop = (): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    oursToEnd = true;
    socket.send(writer.stop());
    socket.close(1000);
    setTimeout(() => socket.terminate(), CLOSE_LIMIT_MS).unref();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve) => {
    socket.on('error', () => undefined); // What it means is in the close that follows.
    socket.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      const isOurs = oursToEnd || code === 1002;
      if (!isOurs && !NORMAL_CLOSES.has(code)) {
        trouble(CALL_PROBLEMS.streamClose, `The server closed the stream with code ${code}.`);
      }
      resolve();
    });
  });
}

function streamParams(call: PhoneCall, streamSid: string, name: string | undefined) {
  return {
    AccountSid: call.accountSid,
    CallSid: call.sid,
    StreamSid: streamSid,
    StreamName: name ?? streamSid,
    Timestamp: new Date().toISOString(),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
