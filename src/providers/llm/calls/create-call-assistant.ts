// Which assistant speaks on the phone: the configured model, or the scripted one.
import type { CallAssistant } from './call-assistant.ts';
import { type CallModelSettings, createModelCallAssistant } from './model.ts';
import { scriptedCallAssistant } from './scripted.ts';

/** @param model undefined where no model is configured */
export function createCallAssistant(model: CallModelSettings | undefined): CallAssistant {
  return model ? createModelCallAssistant(model) : scriptedCallAssistant;
}
