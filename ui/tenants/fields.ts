/** What makes the fields of an API key right, told in words for the place beside them. */
import { tooLong } from '../kit/use-fields.ts';

export function wrongKeyName(value: string): string | undefined {
  if (value.trim() === '') return 'Give it a name that says which program has it.';
  return tooLong(value, 100);
}
