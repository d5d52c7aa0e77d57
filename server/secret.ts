/**
 * A value that must not be shown. It prints, serialises and inspects as `***`;
 * `reveal()` stands only in the vault and in the named Calendly files, which a house test counts.
 */
import { inspect } from 'node:util';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return 'Secret(***)';
  }
}
