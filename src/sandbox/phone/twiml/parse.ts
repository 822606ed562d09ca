// TwiML as data: the verbs that the sandbox carries out, with Twilio's defaults.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';

/** A document that cannot be followed; `code` is Twilio's. */
export class TwimlError extends Error {
  override name = 'TwimlError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Document parse failure, and a document that does not follow the schema. */
const UNREADABLE = 12100;
const INVALID = 12200;

const method = z.enum(['GET', 'POST']).default('POST');
const whole = (standard: number) => z.coerce.number().int().min(0).default(standard);
const flag = (standard: boolean) =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(standard);

const parameter = z
  .object({ name: z.string().min(1), value: z.string() })
  .refine(({ name, value }) => name.length + value.length < 500, 'a Parameter must have less than 500 characters');

const stream = z.object({
  url: z.string().min(1),
  name: z.string().optional(),
  statusCallback: z.url().optional(),
  statusCallbackMethod: method,
  track: z.literal('inbound_track', 'a bidirectional stream carries the inbound track only').default('inbound_track'),
});
const connect = z.object({ action: z.string().optional(), method });
const say = z.object({ language: z.string().default('en-US'), loop: whole(1) });
const play = z.object({ loop: whole(1) });
const pause = z.object({ length: whole(1) });
const gather = z.object({
  action: z.string().optional(),
  method,
  timeout: whole(5),
  finishOnKey: z.string().default('#'),
  numDigits: z.coerce.number().int().min(1).optional(),
  actionOnEmptyResult: flag(false),
});
const record = z.object({
  action: z.string().optional(),
  method,
  timeout: whole(5),
  maxLength: whole(3_600),
  finishOnKey: z.string().default('1234567890*#'),
  playBeep: flag(true),
  recordingStatusCallback: z.url().optional(),
  recordingStatusCallbackMethod: method,
});
const redirect = z.object({ method });

export type Stream = z.output<typeof stream> & { parameters: Record<string, string> };
/** What Gather speaks while it waits. */
export type Prompt =
  | ({ verb: 'Say'; text: string } & z.output<typeof say>)
  | ({ verb: 'Play'; url: string } & z.output<typeof play>)
  | ({ verb: 'Pause' } & z.output<typeof pause>);
export type Verb =
  | Prompt
  | ({ verb: 'Connect'; stream: Stream } & z.output<typeof connect>)
  | ({ verb: 'Gather'; prompts: Prompt[] } & z.output<typeof gather>)
  | ({ verb: 'Record' } & z.output<typeof record>)
  | ({ verb: 'Redirect'; url: string } & z.output<typeof redirect>)
  | { verb: 'Hangup' };

/** An element: its name, its attributes, its text, its children in order. */
type Element = { name: string; attributes: Record<string, string>; text: string; children: Element[] };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
});
const nodes = z.array(z.record(z.string(), z.unknown()));

/**
 * The verbs of a document, in order.
 * @throws TwimlError when it is no TwiML, or has something the sandbox does not carry out
 */
export function parseTwiml(document: string): Verb[] {
  const checked = XMLValidator.validate(document);
  if (checked !== true) throw new TwimlError(UNREADABLE, `Document parse failure: ${checked.err.msg}`);
  const [root, ...more] = elementsOf(nodes.parse(parser.parse(document)));
  if (root?.name !== 'Response' || more.length > 0) throw new TwimlError(UNREADABLE, 'TwiML is one Response element.');
  return root.children.map(verbOf);
}

function elementsOf(given: z.output<typeof nodes>): Element[] {
  return given.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'));
    if (name === undefined) return [];
    const inside = nodes.parse(node[name]);
    const text = inside.map((child) => (typeof child['#text'] === 'string' ? child['#text'] : '')).join('');
    const attributes = z.record(z.string(), z.string()).default({}).parse(node[':@']);
    return [{ name, attributes, text: text.trim(), children: elementsOf(inside) }];
  });
}

function verbOf(element: Element): Verb {
  const { name, text, children } = element;
  switch (name) {
    case 'Connect':
      return { verb: name, ...read(connect, element), stream: streamOf(children) };
    case 'Gather':
      return { verb: name, ...read(gather, element), prompts: children.map(promptOf) };
    case 'Record':
      return { verb: name, ...read(record, element) };
    case 'Redirect':
      return { verb: name, url: text, ...read(redirect, element) };
    case 'Hangup':
      return { verb: name };
    default:
      return promptOf(element);
  }
}

function promptOf(element: Element): Prompt {
  const { name, text } = element;
  switch (name) {
    case 'Say':
      return { verb: name, text, ...read(say, element) };
    case 'Play':
      return { verb: name, url: text, ...read(play, element) };
    case 'Pause':
      return { verb: name, ...read(pause, element) };
    default:
      throw new TwimlError(INVALID, `The sandbox does not carry out <${name}> here.`);
  }
}

function streamOf(children: readonly Element[]): Stream {
  const [element, ...more] = children;
  if (element?.name !== 'Stream' || more.length > 0) {
    throw new TwimlError(INVALID, 'The sandbox connects to one <Stream> and nothing else.');
  }
  const parameters = element.children.map((child) => {
    if (child.name !== 'Parameter') throw new TwimlError(INVALID, `<${child.name}> has no place in a <Stream>.`);
    return read(parameter, child);
  });
  return { ...read(stream, element), parameters: Object.fromEntries(parameters.map((one) => [one.name, one.value])) };
}

function read<Schema extends z.ZodType>(schema: Schema, { name, attributes }: Element): z.output<Schema> {
  const { success, data, error } = schema.safeParse(attributes);
  if (!success) throw new TwimlError(INVALID, `<${name}>: ${z.prettifyError(error)}`);
  return data;
}
