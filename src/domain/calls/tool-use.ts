// What the assistant can do in a call besides speaking.
import type { LeadField } from '../leads/facts.ts';

/** What has an effect that outlasts the call: each is done once for its call and `id`, also when the call breaks off. */
export type LastingToolUse = { id: string } & (
  | { tool: 'saveLeadFacts'; facts: Partial<Record<LeadField, string>> }
  /** `phone` as it was said, when it is not the one that calls; `when` in the caller's words. */
  | { tool: 'requestCallBack'; about?: string; phone?: string; when?: string }
  | { tool: 'sendWhatsapp'; text: string }
);

/** `id` is ours: some model servers count their tool calls anew in each answer. */
export type ToolUse =
  | LastingToolUse
  /** The call is to end when what was said has been heard. */
  | { id: string; tool: 'hangUp' };

/** What the model is told: `accepted`, it will be done even if the call breaks off; `impossible`, it will not. */
export type ToolAnswer = 'accepted' | 'impossible';
