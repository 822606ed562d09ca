// Activities of the net under conversations: sessions that nobody closed, and what a closed business left in the middle.
import { z } from 'zod';
import { type ResumedBatch, resumeConversations } from '../src/db/conversations/resume.ts';
import {
  businessesWithStaleSessions,
  readStaleSessions,
  type StaleSession,
} from '../src/db/conversations/stale-sessions.ts';
import { closeStaleSessions, conversation } from '../src/jobs/catalogue.ts';
import { currentScope, currentSystemScope, type InBusiness, type InSystem } from '../src/jobs/isolation.ts';
import type { Jobs } from '../src/jobs/jobs.ts';
import { type StartFigures, startForEach } from '../src/jobs/start-for-each.ts';
import { channelId, clock, contactId, conversationId, readInput, sessionId } from './input.ts';

export interface SessionDependencies {
  inBusiness: InBusiness;
  inSystem: InSystem;
  jobs: Jobs;
}

export type SessionActivities = ReturnType<typeof createSessionActivities>;

const aTick = z.object({ tick: clock });
const aBatch = z.object({ now: clock, after: sessionId.optional() });
const aLeftover = z.object({ before: clock, after: conversationId.optional() });
const aConversation = z.object({ conversationId, channelId, contactId });

export function createSessionActivities({ inBusiness, inSystem, jobs }: SessionDependencies) {
  return {
    /** One job for each business with a session that is stale at the tick (ms since the epoch). */
    async startSessionCleanups(input: { tick: number }): Promise<StartFigures> {
      const tick = new Date(readInput(aTick, input).tick);
      const found = await inSystem((system) => businessesWithStaleSessions(system, tick));
      const { traceId } = currentSystemScope();
      return startForEach(jobs, found, closeStaleSessions, { tick: tick.toISOString() }, traceId);
    },

    /** One batch of stale sessions, after the last one of the batch before. */
    async readStaleSessions(input: { now: number; after?: string }): Promise<StaleSession[]> {
      const { now, after } = readInput(aBatch, input);
      return inBusiness((tx) => readStaleSessions(tx, new Date(now), after));
    },

    /** One batch of conversations with something open from before that instant (ms since the epoch). */
    async resumeConversations(input: { before: number; after?: string }): Promise<ResumedBatch> {
      const { before, after } = readInput(aLeftover, input);
      const onward = { jobs, traceId: currentScope().traceId };
      return inBusiness((tx) => resumeConversations(tx, onward, new Date(before), after));
    },

    /** Its conversation finishes what is open, and closes the session in its own time. */
    async ringForSession(input: { conversationId: string; channelId: string; contactId: string }): Promise<void> {
      const target = readInput(aConversation, input);
      const { businessId, traceId } = currentScope();
      await jobs.start(businessId, conversation, target, traceId);
    },
  };
}
