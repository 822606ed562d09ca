// How answers of the API are kept: what passes is tried again, and a session that has ended leads to the sign-in.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { meQuery } from './queries.ts';
import { isPassing, isSignedOut } from './request.ts';

/** Tries after the first one. */
const RETRIES = 2;

export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) queryClient.setQueryData(meQuery.queryKey, null);
  };
  const retry = (failures: number, error: Error) => failures < RETRIES && isPassing(error);
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Live updates say when to read again; coming back to the page after a while reads too.
      queries: { staleTime: 30_000, retry, networkMode: 'always' },
      // Every write is repeatable: by its nature, or by its idempotency key.
      mutations: { retry, networkMode: 'always' },
    },
  });
  return queryClient;
}
