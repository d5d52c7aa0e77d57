/** What fields of several routes share: text that somebody typed, and a page's cursor. */
import { z } from 'zod';
import { Failure } from '../errors.ts';
import { fromWireId, type IdKind } from '../ids.ts';

/** Text that the database can keep. `hint` is said when it is no text at all. */
export function keepable(hint?: string) {
  return z
    .string(hint === undefined ? undefined : { error: hint })
    .refine((text) => !text.includes('\0') && text.isWellFormed(), {
      error: 'This text holds a zero or a broken character, which cannot be kept.',
    });
}

/** Typed or pasted: trimmed and not blank. */
export function typed(hint: string) {
  return keepable(hint).trim().min(1, { error: hint });
}

/** Calendars differ on year 0, and the database reads no more than four digits. */
export const fourDigitYear = /^(?!0000)\d{4}-/;

/** A moment as somebody writes it, in whatever zone: ISO 8601, as UTC. */
export const moment = z.iso.datetime({ offset: true }).pipe(
  z
    .string()
    .transform((text) => new Date(text).toISOString())
    .refine((iso) => fourDigitYear.test(iso), { error: 'Give a time in the years 1 to 9999.' }),
);

/** An id of ours of this kind, as the UUID behind it. */
export function givenId(kind: IdKind) {
  return z.string().transform((wire, context) => {
    const id = fromWireId(kind, wire);
    if (id) return id;
    context.addIssue({ code: 'custom', message: `This is no id of ours for this: ${kind}.` });
    return z.NEVER;
  });
}

/** `acc_…` in an address, as the row's id. What is none stands for nothing. */
export function idAddress(kind: IdKind) {
  return z.strictObject({
    id: z.string().transform((wire) => {
      const id = fromWireId(kind, wire);
      if (id === undefined) throw new Failure('not_found');
      return id;
    }),
  });
}

/** Where a list goes on whose cursors are ids. @throws Failure when it is none */
export function cursorOf(kind: IdKind, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = fromWireId(kind, cursor);
  if (id === undefined) throw noCursor('cursor');
  return id;
}

/** For a cursor that came in the field `path` and was never given out. */
export function noCursor(path: string): Failure {
  return wrongField(path, 'This is no cursor of ours. Leave it out to begin at the start.');
}

export function wrongField(path: string, message: string): Failure {
  return new Failure('wrong_fields', { fields: [{ path, message }] });
}
