// Meta's WhatsApp Cloud API: the provider over the real wire.

import { isClearRefusal, meaningOf, verdictFor } from './error-table.ts';
import { acceptedMessage, graphErrorIn, numberDescription } from './graph-answers.ts';
import { exchange, type GraphExchange } from './graph-http.ts';
import { lookUp } from './lookup.ts';
import { downloadMedia } from './media.ts';
import type { OutgoingWhatsapp, WhatsappProvider, WhatsappVerdict } from './provider.ts';
import { WhatsappSendError } from './provider.ts';

export type CloudApiOptions = {
  /** `https://graph.facebook.com`, or where a stand-in listens. */
  baseUrl: string;
  /** The Graph API's version. */
  version?: string;
  phoneNumberId: string;
  accessToken: string;
  /**
   * How long one send may take. The default is longer than the 10 s that Node allows for connecting, so that a server
   * which cannot be reached is known as not written, and not as unknown.
   */
  sendTimeoutMs?: number;
  /** How long the bytes of one attachment may take. */
  mediaTimeoutMs?: number;
};

const VERSION = 'v23.0';
const SEND_TIMEOUT_MS = 15_000;
const MEDIA_TIMEOUT_MS = 60_000;
const LOOKUP_TIMEOUT_MS = 10_000;

/**
 * The provider for one number. Holds no connection of its own and logs nothing.
 * @throws Error when the access token has a character that no token has: a paste that went wrong
 */
export function createCloudApi(options: CloudApiOptions): WhatsappProvider {
  const headers = authorization(options.accessToken);
  const root = `${options.baseUrl.replace(/\/+$/, '')}/${options.version ?? VERSION}`;
  const number = `${root}/${encodeURIComponent(options.phoneNumberId)}`;
  const mediaTimeoutMs = options.mediaTimeoutMs ?? MEDIA_TIMEOUT_MS;

  return {
    async send(message, attempt) {
      const answer = await exchange(`${number}/messages`, {
        method: 'POST',
        headers: new Headers([...headers, ['content-type', 'application/json']]),
        body: JSON.stringify(requestBody(message)),
        timeoutMs: options.sendTimeoutMs ?? SEND_TIMEOUT_MS,
      });
      const providerMessageId = acceptedId(answer);
      if (providerMessageId === undefined) throw sendError(answer, attempt);
      return { providerMessageId };
    },

    downloadMedia(mediaId) {
      const url = `${root}/${encodeURIComponent(mediaId)}?phone_number_id=${encodeURIComponent(options.phoneNumberId)}`;
      return downloadMedia({ url, headers, lookupTimeoutMs: LOOKUP_TIMEOUT_MS, bytesTimeoutMs: mediaTimeoutMs });
    },

    async describeNumber() {
      const url = `${number}?fields=display_phone_number,verified_name`;
      const found = await lookUp(url, headers, LOOKUP_TIMEOUT_MS, numberDescription);
      return { displayPhoneNumber: found.display_phone_number, verifiedName: found.verified_name };
    },
  };
}

/** Checked here because a header's own error would quote the token. */
function authorization(accessToken: string): Headers {
  if (!/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new Error('The WhatsApp access token is empty or has a space or line break in it: paste it again.');
  }
  return new Headers({ authorization: `Bearer ${accessToken}` });
}

/**
 * A BSUID goes into `recipient`: in `to` the API takes it for a phone number, answers 200 and delivers nothing.
 * `biz_opaque_callback_data` is echoed in every status.
 */
function requestBody({ outboundMessageId, to, text, replyTo }: OutgoingWhatsapp) {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...(to.kind === 'phone' ? { to: to.value } : { recipient: to.value }),
    ...(replyTo === undefined ? {} : { context: { message_id: replyTo } }),
    type: 'text',
    text: { body: text },
    biz_opaque_callback_data: outboundMessageId,
  };
}

function acceptedId(answer: GraphExchange): string | undefined {
  if (answer.kind !== 'answered' || answer.status !== 200) return undefined;
  return acceptedMessage.safeParse(answer.body).data?.messages[0]?.id;
}

function sendError(answer: GraphExchange, attempt: number): WhatsappSendError {
  switch (answer.kind) {
    case 'not-written':
      return new WhatsappSendError(
        { kind: 'not-sent' },
        answer.code,
        `The message was not sent: WhatsApp could not be reached (${answer.code}).`,
      );
    case 'lost':
      return unknown(answer.code, `no answer came (${answer.code})`);
    case 'answered':
      return answeredError(answer, attempt);
  }
}

function answeredError(answer: Extract<GraphExchange, { kind: 'answered' }>, attempt: number): WhatsappSendError {
  const { status } = answer;
  const refusal = graphErrorIn(answer.body);
  if (refusal === undefined) return withoutGraphError(answer, attempt);
  const { code, details } = refusal;
  if (status >= 500 && !isClearRefusal(code)) return unknown(code, `${meaningOf(code)} (HTTP ${status}, code ${code})`);
  return new WhatsappSendError(
    spread(verdictFor(code, attempt, answer.retryAfterMs)),
    code,
    `WhatsApp refused the message: ${meaningOf(code)} (code ${code}). ${details}`.trim(),
  );
}

/** Something that is not the Graph API spoke (a proxy, a wrong address), or the Graph API in distress. */
function withoutGraphError(
  { status, retryAfterMs }: Extract<GraphExchange, { kind: 'answered' }>,
  attempt: number,
): WhatsappSendError {
  const code = `http-${status}`;
  // 408 too: whoever gave up waiting may have passed the request on.
  const mayHaveGoneThrough = status < 300 || status === 408 || status >= 500;
  if (mayHaveGoneThrough) return unknown(code, `the answer made no sense (HTTP ${status})`);
  if (status === 429) {
    const verdict = spread(verdictFor(130429, attempt, retryAfterMs));
    return new WhatsappSendError(verdict, code, `WhatsApp refused the message: ${meaningOf(130429)} (HTTP 429).`);
  }
  return new WhatsappSendError(
    { kind: 'reconnect' },
    code,
    `The message was not sent: what answered (HTTP ${status}) is not the WhatsApp Cloud API. Check its address.`,
  );
}

function unknown(code: number | string, what: string): WhatsappSendError {
  return new WhatsappSendError(
    { kind: 'unknown' },
    code,
    `It is not known whether the message was sent: ${what}. Do not send it again before a status says so.`,
  );
}

/** Up to a fifth later, so that messages refused together do not come back together. Never sooner. */
function spread(verdict: WhatsappVerdict): WhatsappVerdict {
  return 'afterMs' in verdict
    ? { ...verdict, afterMs: Math.round(verdict.afterMs * (1 + Math.random() / 5)) }
    : verdict;
}
