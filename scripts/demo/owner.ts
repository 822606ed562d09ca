// The demo owner, signed in: what the demo shows is read from the API as the web page reads it.
import { z } from 'zod';
import { kept } from '../processes/kept-file.ts';

export interface DemoOwner {
  /** Reads from the API. @throws Error with what it answered */
  read(path: string): Promise<unknown>;
}

/** @throws Error when the API does not let the owner in */
export async function signInOwner(api: string, dataDir: string): Promise<DemoOwner> {
  const known = kept(`${dataDir}/demo-owner.json`, z.object({ password: z.string() }));
  const response = await fetch(`${api}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@demo.example', password: known?.password }),
  });
  if (!response.ok) throw new Error(`The demo owner could not sign in: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return {
    async read(path) {
      const answer = await fetch(`${api}${path}`, { headers: { cookie } });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    },
  };
}
