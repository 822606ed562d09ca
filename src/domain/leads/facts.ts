// What we come to know about a lead, a fact at a time.

export const LEAD_FIELDS = ['name', 'need', 'city', 'service', 'intent'] as const;

export type LeadField = (typeof LEAD_FIELDS)[number];

export interface LeadFact {
  field: LeadField;
  value: string;
  /** The message that said so. */
  fromMessageId: string;
}
