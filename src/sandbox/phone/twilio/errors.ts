// Twilio's error codes that the sandbox knows, and how its REST API tells them.

/** Met while a call goes on. */
export const CALL_PROBLEMS = {
  /** An app answered a TwiML request with an error. */
  badAnswer: 11200,
  /** No answer: no connection, or none within 15 s. */
  noAnswer: 11205,
  /** The answer is not TwiML by its content type. */
  notTwiml: 12300,
  /** A stream's handshake failed, or its URL has a query. */
  streamHandshake: 31920,
  /** The server ended the stream abnormally. */
  streamClose: 31921,
  /** The server sent something that is not in the protocol. */
  streamProtocol: 31924,
  /** The server does not take the caller's audio in time: it is dropped. */
  streamOverflow: 31930,
} as const;

/** Refused by the REST API. */
export const REFUSALS = {
  unauthorized: { status: 401, code: 20003, message: 'Authenticate' },
  notFound: { status: 404, code: 20404, message: 'The requested resource was not found' },
  badParameter: { status: 400, code: 20001, message: 'Invalid parameter' },
  noTo: { status: 400, code: 21201, message: "No 'To' number is specified" },
  noFrom: { status: 400, code: 21213, message: "No 'From' number is specified" },
  noUrl: { status: 400, code: 21205, message: 'Url parameter is required' },
  notInProgress: { status: 400, code: 21220, message: 'Call is not in-progress. Cannot redirect.' },
} as const;

export class TwilioRefusal extends Error {
  override name = 'TwilioRefusal';
  readonly status: number;
  readonly code: number;

  constructor({ status, code, message }: (typeof REFUSALS)[keyof typeof REFUSALS], detail?: string) {
    super(detail === undefined ? message : `${message}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}
