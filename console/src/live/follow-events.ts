// Follows a business's live events for as long as the page is open, through lost connections.

export interface EventFollower {
  /** A conversation changed, or a message in it. None is missed after `onAnew`. */
  onConversation(conversationId: string): void;
  /** A phone call changed: it began, a turn was written, a recording came, it ended. */
  onCall(callId: string): void;
  /** A reminder of the business changed. */
  onReminder(): void;
  /** A person's notices changed. */
  onNotices(userId: string): void;
  /** What was read before may be out of date: read everything again. */
  onAnew(): void;
  /** Whether events are coming through. */
  onConnection(isAway: boolean): void;
  /** The server does not want us: the session may have ended. It is asked again all the same. */
  onRefused(): void;
}

/** Between two tries; some chance keeps all open pages from coming back in the same instant. */
const pauseMs = () => 2_000 + Math.random() * 2_000;

/** @returns ends the following */
export function followEvents(businessId: number, follower: EventFollower): () => void {
  let lastId = '';
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    source = new EventSource(`/api/events?${eventsQuery(businessId, lastId)}`);
    source.onopen = () => {
      follower.onConnection(false);
      // What changed between the reading of the page and the first event is in neither.
      if (lastId === '') follower.onAnew();
    };
    source.onerror = () => {
      follower.onConnection(true);
      // A lost connection it opens again by itself, but not one that was answered with an error.
      if (source.readyState !== EventSource.CLOSED) return;
      follower.onRefused();
      timer = setTimeout(open, pauseMs());
    };
    const heard = ({ data, lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId;
      follower.onConversation((JSON.parse(data) as { conversationId: string }).conversationId);
    };
    source.addEventListener('conversation.changed', heard);
    source.addEventListener('message.changed', heard);
    source.addEventListener('call.changed', ({ data, lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId;
      follower.onCall((JSON.parse(data) as { callId: string }).callId);
    });
    source.addEventListener('reminder.changed', ({ lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId;
      follower.onReminder();
    });
    source.addEventListener('notification.changed', ({ data, lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId;
      follower.onNotices((JSON.parse(data) as { userId: string }).userId);
    });
    source.addEventListener('reset', follower.onAnew);
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** EventSource cannot send the header that names the business. */
function eventsQuery(businessId: number, lastId: string): URLSearchParams {
  return new URLSearchParams({ business: String(businessId), ...(lastId === '' ? {} : { after: lastId }) });
}
