// The sandbox phone's control routes, as the command line uses them.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { CallEvent } from '../../src/sandbox/phone/events.ts';
import { Problem } from '../processes/problem.ts';
import type { PhoneOptions } from './options.ts';

const dialled = z.object({ callSid: z.string() });
const refused = z.object({ error: z.string() });

/**
 * Places the call; returns its id.
 * @throws Problem when there is no phone at that URL, or it refuses
 */
export async function dial(url: string, options: PhoneOptions): Promise<string> {
  const response = await ask(`${url}/sandbox/phone/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Problem(refused.parse(body).error);
  return dialled.parse(body).callSid;
}

/** All that happens in the call, until it is over. */
export async function* follow(url: string, callSid: string): AsyncGenerator<CallEvent> {
  const { body } = await ask(`${url}/sandbox/phone/calls/${callSid}/events`);
  if (body === null) return;
  for await (const line of createInterface(Readable.fromWeb(body))) yield JSON.parse(line);
}

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw new Problem(`No sandbox phone answers at ${new URL(url).origin}: is everything started with \`npm start\`?`);
  }
}
