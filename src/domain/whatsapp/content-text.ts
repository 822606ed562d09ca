// What a message says in words: what the customer wrote, and how the message looks in a history.
import type { InboundContent } from './inbound-message.ts';

/** What the customer wrote or chose, for keyword and language rules; undefined when there are no words of theirs. */
export function writtenText(content: InboundContent): string | undefined {
  switch (content.kind) {
    case 'text':
    case 'edit':
      return content.text;
    case 'choice':
      return content.title;
    case 'media':
      return content.caption;
    default:
      return undefined;
  }
}

/** One line for a history or a preview: the words where there are some, else what it is, in brackets. */
export function historyText(content: InboundContent): string {
  return writtenText(content) ?? `[${describe(content)}]`;
}

function describe(content: InboundContent): string {
  switch (content.kind) {
    case 'media':
      return content.media === 'voice' ? 'voice note' : content.media;
    case 'location':
      return `location: ${[content.name, content.address].filter(Boolean).join(', ') || `${content.latitude}, ${content.longitude}`}`;
    case 'contact-cards':
      return `contact: ${content.cards.map((card) => [card.name, ...card.phones].join(' ')).join('; ')}`;
    case 'reaction':
      return content.emoji ? `reaction ${content.emoji}` : 'reaction taken back';
    case 'deletion':
      return 'deleted a message';
    default:
      return 'a message that cannot be shown here';
  }
}
