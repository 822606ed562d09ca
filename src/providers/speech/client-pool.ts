// Connections to the speech service. One carries about a hundred streams and lets the next one wait without a word, so
// each gets half of that, and there is always one with room.

/** A client of its own connection. */
export interface PooledClient {
  close(): Promise<unknown>;
}

export interface Lease<Client> {
  client: Client;
  /** The stream is over. */
  release(): void;
  /** The connection is suspected: it keeps the streams that it has and gets no more. */
  retire(): void;
}

/** HTTP/2 servers of Google's allow a hundred at a time; half leaves room for streams that are slow to end. */
export const STREAMS_PER_CLIENT = 50;

type Member<Client> = { client: Client; streams: number; retired: boolean };

/** @param connect makes a client whose connection is not shared */
export function createClientPool<Client extends PooledClient>(
  connect: () => Client,
  onCloseFailure: (error: unknown) => void,
) {
  const members = new Set<Member<Client>>();

  function withRoom(): Member<Client> {
    const free = [...members].find(({ streams, retired }) => !retired && streams < STREAMS_PER_CLIENT);
    if (free !== undefined) return free;
    const member = { client: connect(), streams: 0, retired: false };
    members.add(member);
    return member;
  }

  /** One idle connection is kept for the next call; others were for a crowd that has gone. */
  function tidy(member: Member<Client>): void {
    const isSpare = [...members].some((other) => other !== member && !other.retired);
    if (member.streams > 0 || (!member.retired && !isSpare)) return;
    members.delete(member);
    member.client.close().catch(onCloseFailure);
  }

  return {
    lease(): Lease<Client> {
      const member = withRoom();
      member.streams += 1;
      let isHeld = true;
      return {
        client: member.client,
        release() {
          if (!isHeld) return;
          isHeld = false;
          member.streams -= 1;
          tidy(member);
        },
        retire() {
          member.retired = true;
          tidy(member);
        },
      };
    },

    async close(): Promise<void> {
      const clients = [...members].map(({ client }) => client);
      members.clear();
      await Promise.all(clients.map((client) => client.close().catch(onCloseFailure)));
    },
  };
}
