/**
 * The one catalogue of what can go wrong, each with its status, its words and its way out.
 * `docs/errors.md` is compared with it by a test. Expected refusals are values; a `Failure` is thrown.
 */
import { faults } from './errors/faults.ts';
import { refusals } from './errors/refusals.ts';

export interface Entry {
  status: number;
  title: string;
  wayOut: string;
}

export const catalogue = { ...refusals, ...faults };

export type FailureCode = keyof typeof catalogue;
export type Facts = Record<string, string | number | boolean | null | undefined>;

/** A fault, thrown. `detail` is for people and never holds a secret; `cause` is for the log alone. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly detail: string | undefined;
  readonly facts: Facts;
  readonly fields: { path: string; message: string }[] | undefined;

  constructor(
    code: FailureCode,
    more: {
      detail?: string;
      facts?: Facts;
      fields?: { path: string; message: string }[];
      cause?: unknown;
    } = {},
  ) {
    super(more.detail ? `${catalogue[code].title} ${more.detail}` : catalogue[code].title, {
      cause: more.cause,
    });
    this.name = 'Failure';
    this.code = code;
    this.detail = more.detail;
    this.facts = more.facts ?? {};
    this.fields = more.fields;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get wayOut(): string {
    return catalogue[this.code].wayOut;
  }
}
