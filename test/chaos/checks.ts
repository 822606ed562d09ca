// What must hold after any storm. Each check is pure and tells every breach in a line; none is what holds.
import type { MessageId } from '../../src/db/ids.ts';
import { PREPARATION_LIMIT_MS } from '../../src/domain/conversations/turn.ts';
import type { Evidence, MessageRow } from './evidence.ts';

/**
 * Every message has one row, and no row is of a message that nobody wrote.
 * @param written the provider's ids of what the customers wrote
 */
export function storedOnce({ inbound }: Evidence, written: readonly string[]): string[] {
  const stored = Map.groupBy(inbound, ({ providerMessageId }) => providerMessageId);
  const lost = written.filter((id) => !stored.has(id)).map((id) => `${id} is not stored`);
  const repeated = [...stored].filter(([, rows]) => rows.length > 1).map(([id]) => `${id} is stored more than once`);
  const unknown = [...stored.keys()].filter((id) => id === null || !written.includes(id));
  return [...lost, ...repeated, ...unknown.map((id) => `${id} is stored, and nobody wrote it`)];
}

/** Every message is covered: by an answer that exists in its conversation, or by a flag. */
export function covered({ inbound, outbound }: Evidence): string[] {
  const answers = new Map(outbound.map((row) => [row.id, row]));
  return inbound.flatMap((row) => {
    if (row.state === 'for_person' && row.flag) return [];
    if (row.state !== 'answered' || !row.answeredBy) return [`${row.id} is ${row.state}`];
    const answer = answers.get(row.answeredBy);
    if (!answer) return [`${row.id} is covered by ${row.answeredBy}, which does not exist`];
    return answer.conversationId === row.conversationId
      ? []
      : [`${row.id} is covered by another conversation's answer`];
  });
}

/** An answer that covers nothing answers what another has answered: so no message is covered twice. */
export function everyAnswerCovers({ inbound, outbound }: Evidence): string[] {
  const byAnswer = Map.groupBy(inbound, ({ answeredBy }) => answeredBy);
  return outbound.flatMap(({ id, state, answersUpTo }) => {
    const places = (byAnswer.get(id) ?? []).map(seqOf);
    if (places.length === 0) return [`${id} (${state}) covers nothing`];
    return Math.max(...places) === answersUpTo ? [] : [`${id} answers up to ${answersUpTo}, and covers ${places}`];
  });
}

/** The provider's word: no message of ours came to it twice, and every one that has its id did come. */
export function handedOverOnce({ outbound, counts }: Evidence): string[] {
  const known = new Set<string>(outbound.map(({ id }) => id));
  const repeated = Object.entries(counts).filter(([, count]) => count !== 1);
  const unknown = Object.keys(counts).filter((id) => !known.has(id));
  const claimed = outbound.filter(({ id, state }) => state !== 'unconfirmed' && counts[id] === undefined);
  return [
    ...repeated.map(([id, count]) => `${id} was handed over ${count} times`),
    ...unknown.map((id) => `${id} was handed over, and no row has it`),
    ...claimed.map(({ id, state }) => `${id} is ${state}, and was never handed over`),
  ];
}

/**
 * Flags are only for sends that a kill cut off: whatever else happens is put right without a person.
 * @param underWay the sends under way at the kills
 */
export function flaggedForAReason(
  { inbound, outbound, attention }: Evidence,
  underWay: ReadonlySet<MessageId>,
): string[] {
  const unconfirmed = outbound.filter(({ state }) => state === 'unconfirmed');
  const left = inbound.filter(({ state }) => state === 'for_person');
  const silent = unconfirmed.filter(({ conversationId }) => attention.get(conversationId) !== 'unconfirmed');
  const without = unconfirmed.filter(({ id }) => !underWay.has(id));
  const tooMany = unconfirmed.length + left.length > underWay.size;
  return [
    ...without.map(({ id }) => `${id} is unconfirmed, and no kill found it under way`),
    ...silent.map(({ id }) => `${id} is unconfirmed, and nobody is told`),
    ...(tooMany ? [`${unconfirmed.length} unconfirmed and ${left.length} left of ${underWay.size} under way`] : []),
  ];
}

/** Whatever was not cut off has its last tick: nothing was forgotten half way. */
export function everyAnswerIsRead({ outbound }: Evidence): string[] {
  return outbound
    .filter(({ state }) => state !== 'read' && state !== 'unconfirmed')
    .map(({ id, state }) => `${id} is ${state}`);
}

/** Answers reached the provider in the order of their places, customer by customer. */
export function sentInOrder({ outbound, accepted }: Evidence): string[] {
  const rank = new Map(accepted.map((id, index) => [id, index]));
  const sent = outbound.filter(({ id }) => rank.has(id));
  return pairs(sent)
    .filter(([one, next]) => Number(rank.get(one.id)) > Number(rank.get(next.id)))
    .map(([one, next]) => `answer ${next.seq} went out before answer ${one.seq} of ${one.conversationId}`);
}

/**
 * What a customer wrote first is not answered after what they wrote later, if we had it. We did when its number is
 * lower than one the later message's answer covers: numbers are given under the conversation's lock, so it was stored
 * before that one was, and read with it. Only a message that was not prepared in time may be passed by.
 */
export function answeredInOrder({ inbound, outbound }: Evidence): string[] {
  const answers = new Map(outbound.map((row) => [row.id, row]));
  const answerOf = (row: MessageRow) => (row.answeredBy === null ? undefined : answers.get(row.answeredBy));
  return [...Map.groupBy(inbound, ({ conversationId }) => conversationId).values()].flatMap((rows) => {
    const asWritten = rows.toSorted((one, other) => timeOf(one) - timeOf(other) || seqOf(one) - seqOf(other));
    return asWritten.flatMap((first, index) =>
      asWritten.slice(index + 1).flatMap((later) => {
        const [own, its] = [answerOf(first), answerOf(later)];
        if (!own || !its || seqOf(own) <= seqOf(its) || seqOf(first) > Number(its.answersUpTo)) return [];
        if (passedBy(first, its)) return [];
        return [`${first.id} is answered by answer ${own.seq}, ${later.id} before it by answer ${its.seq}`];
      }),
    );
  });
}

const passedBy = (message: MessageRow, answer: MessageRow) =>
  Number(answer.attemptedAt) - message.createdAt.getTime() >= PREPARATION_LIMIT_MS;

/**
 * Every message had one preparation and every answer one send; none failed, and only conversations still run.
 * @param messages how many were written
 */
export function everyJobRanOnce({ runs, outbound }: Evidence, messages: number): string[] {
  const failed = runs.filter(({ status }) => status !== 'COMPLETED' && status !== 'RUNNING');
  const running = runs.filter(({ job, status }) => job !== 'conversation' && status === 'RUNNING');
  const counted = (job: string) => runs.filter((run) => run.job === job).length;
  const [prepared, sent] = [counted('processWhatsappWebhook'), counted('sendWhatsappMessage')];
  return [
    ...[...failed, ...running].map(({ workflowId, status }) => `${workflowId} is ${status}`),
    ...(prepared === messages ? [] : [`${prepared} preparations of ${messages} messages`]),
    ...(sent === outbound.length ? [] : [`${sent} sends of ${outbound.length} answers`]),
  ];
}

/** Everything that was accepted has been started. */
export function nothingWaits({ outboxRows }: Evidence): string[] {
  return outboxRows === 0 ? [] : [`${outboxRows} starts are left in the outbox`];
}

const seqOf = ({ seq }: MessageRow) => seq ?? Number.NaN;
const timeOf = ({ sentAt }: MessageRow) => Number(sentAt);

/** Neighbours of the same conversation, in order. */
function pairs(rows: readonly MessageRow[]): [MessageRow, MessageRow][] {
  return rows.flatMap((row, index) => {
    const next = rows[index + 1];
    return next?.conversationId === row.conversationId ? [[row, next]] : [];
  });
}
