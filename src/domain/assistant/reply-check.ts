// Judges a model's reply before a customer sees it.

/** Longer than this is no chat message but an essay. Counted in characters as people count them. */
export const LONGEST_REPLY = 1_500;

/** `text` is the reply without space around it; `reason` says what makes it unfit to send. */
export type ReplyVerdict =
  | { kind: 'fit'; text: string }
  | { kind: 'unfit'; reason: 'empty' | 'too-long' | 'repeated' | 'broken-tool-call' };

/** Marks of a tool call that a model wrote as text: its own special tokens, or the bare JSON of a call. */
const TOOL_CALL_MARKS = [
  /<\/?(?:tool_call|tool_calls|function_call|function_calls|tool_code|function=|invoke|parameter)\b/i,
  /<\|(?:python_tag|tool_call|tool_calls_section|channel|im_start)/i,
  /\[TOOL_CALLS?\]/i,
  /"(?:tool_calls|function_call|tool_call_id)"\s*:/,
  /"name"\s*:\s*"[\w.-]+"\s*,\s*"(?:arguments|parameters|input)"\s*:/,
  /"(?:arguments|parameters)"\s*:\s*(?:\{|")/,
];

/**
 * Judges a reply.
 * @param lastAnswer what the assistant said last in this conversation, if it said anything
 */
export function checkReply(reply: string, lastAnswer: string | undefined): ReplyVerdict {
  const text = reply.trim();
  if (plain(text) === '') return { kind: 'unfit', reason: 'empty' };
  if (holdsToolCall(text)) return { kind: 'unfit', reason: 'broken-tool-call' };
  if ([...text].length > LONGEST_REPLY) return { kind: 'unfit', reason: 'too-long' };
  if (lastAnswer !== undefined && plain(lastAnswer) === plain(text)) return { kind: 'unfit', reason: 'repeated' };
  return { kind: 'fit', text };
}

/** Whether a model wrote a tool call into its text instead of making one. */
export function holdsToolCall(text: string): boolean {
  return TOOL_CALL_MARKS.some((mark) => mark.test(text));
}

/** For comparison: what differs only in case, spaces, marks of direction or punctuation reads the same to a customer. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{Z}\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}
