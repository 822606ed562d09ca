// A stand-in for a browser's push service and the browsers behind it: it verifies who pushes and really decrypts.
import fastify from 'fastify';
import { type Browsers, createBrowsers, type Subscription, type TakenMessage, type Trouble } from './push/browsers.ts';
import { controlRoutes } from './push/control-routes.ts';
import { pushRoutes } from './push/push-routes.ts';

export type PushSandbox = {
  /** Its origin: endpoints begin with it. */
  url: string;
  /** A browser subscribes. @param applicationServerKey the only key it takes messages from; left out: any */
  subscribe(applicationServerKey?: string): Subscription & { id: string };
  /** Troubles the next messages for a browser; undefined ends it. */
  setTrouble(browserId: string, trouble: Trouble | undefined): void;
  /** Everything taken so far for a browser, oldest first. */
  taken(browserId: string): TakenMessage[];
  /** As {@link Browsers.counts} and {@link Browsers.waiting}. */
  counts: Browsers['counts'];
  waiting: Browsers['waiting'];
  close(): Promise<void>;
};

/** Listens on 127.0.0.1 until `close`. @param port 0 or nothing: a free one */
export async function startPushSandbox({ port = 0 } = {}): Promise<PushSandbox> {
  const browsers = createBrowsers();
  const app = fastify({ forceCloseConnections: true });
  let url = '';
  const parts = { browsers, origin: () => url, forget: browsers.forget };
  app.register(async (scope) => pushRoutes(scope, parts));
  app.register(async (scope) => controlRoutes(scope, parts), { prefix: '/sandbox' });
  url = await app.listen({ host: '127.0.0.1', port });
  return {
    url,
    subscribe: (applicationServerKey) => browsers.subscribe(url, applicationServerKey),
    setTrouble: (browserId, trouble) => void browsers.setTrouble(browserId, trouble),
    taken: (browserId) => browsers.taken.filter(({ browser }) => browser === browserId),
    counts: browsers.counts,
    waiting: browsers.waiting,
    close: () => app.close(),
  };
}
