// Which assistant answers: the configured model, or the scripted one.
import type { Assistant } from './assistant.ts';
import { createModelAssistant, type ModelSettings } from './model.ts';
import { scriptedAssistant } from './scripted.ts';

/** @param model undefined where no model is configured */
export function createAssistant(model: ModelSettings | undefined): Assistant {
  return model ? createModelAssistant(model) : scriptedAssistant;
}
