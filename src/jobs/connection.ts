// The process's one connection to Temporal.
import { Client, Connection } from '@temporalio/client';

export interface TemporalAddress {
  address: string;
  namespace: string;
}

/** Connects on first use: an API starts, and accepts, while Temporal is away. */
export function connectLazily({ address, namespace }: TemporalAddress): Client {
  return new Client({ connection: Connection.lazy({ address }), namespace });
}
