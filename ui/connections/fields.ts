/** What makes the fields of a connection right, told in words for the place beside them. */
import { tooLong } from '../kit/use-fields.ts';

export const mostCharacters = 100;

export function wrongName(value: string): string | undefined {
  if (value.trim() === '') return 'Give it a name your team will recognise.';
  return tooLong(value, mostCharacters);
}

export function wrongClientId(value: string): string | undefined {
  return value.trim() === '' ? 'Paste the Client ID that Calendly shows for the application.' : undefined;
}

export function wrongSecret(value: string): string | undefined {
  return value.trim() === '' ? 'Paste the Client secret. Calendly shows it only once.' : undefined;
}
