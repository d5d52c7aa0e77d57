/** Rows: what else an organization keeps: forms, contacts, recaps, and the records of what was done. */
import type { Tracking } from './bookings.ts';

export interface FormQuestion {
  id: string;
  name: string;
  type: 'name' | 'text' | 'email' | 'phone' | 'textarea' | 'select' | 'radios';
  required: boolean;
  answerChoices: string[] | null;
}

/** Where a form leads: a choice of the first question with choices, or what stands for all others. */
export interface FormRoute {
  answer: string | null;
  result: FormResult;
}

export type FormResult =
  | { type: 'event_type'; eventTypeId: string }
  | { type: 'external_url'; url: string }
  | { type: 'custom_message'; headline: string; body: string };

export interface RoutingForm {
  id: string;
  organizationId: string;
  name: string;
  status: 'draft' | 'published';
  questions: FormQuestion[];
  routes: FormRoute[];
  createdAt: string;
  updatedAt: string;
}

export interface FormSubmission {
  id: string;
  formId: string;
  answers: { questionId: string; question: string; answer: string }[];
  tracking: Tracking;
  result: FormResult | null;
  /** The invitee that it led to. */
  inviteeId: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Contact {
  id: string;
  userId: string;
  name: string;
  emails: { email: string; is_primary: boolean }[];
  phoneNumbers: { phone_number: string }[];
  details: Record<ContactDetail, string | null>;
  customFields: { id: string; value: unknown }[];
  createdAt: string;
  updatedAt: string;
}

export const contactDetails = [
  'timezone',
  'job_title',
  'company',
  'country',
  'state',
  'city',
  'linkedin',
] as const;
export type ContactDetail = (typeof contactDetails)[number];

export interface CustomField {
  id: string;
  organizationId: string;
  label: string;
  fieldType: 'text' | 'number' | 'currency' | 'tags' | 'date' | 'single_select' | 'invitee_question';
  options: string[];
  createdAt: string;
  updatedAt: string;
}

/** What the notetaker made of one meeting, for its host. */
export interface Recap {
  id: string;
  userId: string;
  eventId: string;
  status: 'Available' | 'Processing' | 'Unavailable';
  summary: string;
  actionItems: string;
  discussion: string;
  transcript: string;
  createdAt: string;
  updatedAt: string;
}

export interface LogEntry {
  id: string;
  organizationId: string;
  occurredAt: string;
  namespace: string;
  action: string;
  actorId: string;
  details: Record<string, unknown>;
}

/** A message that went out to an invitee. */
export interface Communication {
  id: string;
  organizationId: string;
  type: 'email' | 'sms';
  to: string;
  subject: string;
  body: string;
  senderId: string;
  eventId: string;
  createdAt: string;
}
