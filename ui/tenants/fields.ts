/** What makes the fields of an API key right, told in words for the place beside them. */
const mostCharacters = 100;

export function wrongKeyName(value: string): string | undefined {
  if (value.trim() === '') return 'Give it a name that says which program has it.';
  const { length } = [...value];
  return length > mostCharacters ? `${length} characters. ${mostCharacters} fit.` : undefined;
}
