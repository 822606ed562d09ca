// The roles a process can take, and the variables each one cannot do without.

/** Every role of design and deployment; `migrate` is the one-shot step before the others. */
export const ROLES = ['api', 'calls', 'worker', 'scheduler', 'whatsapp', 'all', 'migrate'] as const;

export type Role = (typeof ROLES)[number];

const DATABASE = ['DATABASE_URL', 'DATABASE_SYSTEM_URL'] as const;
const WEB = ['DATABASE_AUTH_URL', 'AUTH_SECRET', 'ENCRYPTION_KEY', 'INTERNAL_SECRET'] as const;
const WHATSAPP_WEBHOOK = ['WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'] as const;

const PUSH_SENDER = ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY'] as const;

const REQUIRED = {
  api: [...DATABASE, ...WEB, ...WHATSAPP_WEBHOOK, 'VAPID_PUBLIC_KEY'],
  calls: [...DATABASE, 'INTERNAL_SECRET'],
  worker: [...DATABASE, 'ENCRYPTION_KEY', ...PUSH_SENDER],
  scheduler: [...DATABASE],
  whatsapp: [],
  all: [...DATABASE, ...WEB, ...WHATSAPP_WEBHOOK, ...PUSH_SENDER],
  migrate: ['DATABASE_OWNER_URL', ...DATABASE, 'DATABASE_AUTH_URL'],
} as const satisfies Record<Role, readonly string[]>;

export type RequiredVariable =
  | (typeof REQUIRED)[Role][number]
  | 'PUBLIC_URL'
  | 'OPENAI_API_KEY'
  | 'VAPID_SUBJECT'
  | 'CALLS_PUBLIC_URL'
  | 'TWILIO_ACCOUNT_SID'
  | 'TWILIO_AUTH_TOKEN';

/** Twilio signs what it tells and wants to know who asks; callbacks are named by the public address. */
const PHONE = ['CALLS_PUBLIC_URL', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'] as const;

/** In production the public address must be said (signatures and links are made from it), the scripted assistant is no answer for a customer, and push services want to know whom to ask. */
const REQUIRED_IN_PRODUCTION: Partial<Record<Role, readonly RequiredVariable[]>> = {
  api: ['PUBLIC_URL'],
  calls: PHONE,
  worker: ['OPENAI_API_KEY', 'VAPID_SUBJECT', ...PHONE],
};

/** The variables `role` refuses to start without. */
export function variablesRequiredBy(role: Role, production: boolean): readonly RequiredVariable[] {
  return production ? [...REQUIRED[role], ...(REQUIRED_IN_PRODUCTION[role] ?? [])] : REQUIRED[role];
}
