/**
 * A value that must not be shown. It prints, serialises and inspects as `***`;
 * `reveal()` stands only in the vault and in the named Calendly files, which a house test counts.
 */
import { timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Takes as long wherever they differ. */
  equals(other: Secret): boolean {
    const [one, two] = [Buffer.from(this.#value), Buffer.from(other.#value)];
    return one.length === two.length && timingSafeEqual(one, two);
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
