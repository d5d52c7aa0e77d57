/** Judges of words and lengths: what must not stand in a file of ours. */

/** What must not be committed: where we build, where packages come from, what opens doors. */
const forbidden: { what: string; pattern: RegExp }[] = [
  {
    what: 'an address of a package registry',
    pattern: /https?:\/\/(?:registry|npm|deb|pypi)\.[\w-]+\.\w+/i,
  },
  { what: 'an absolute path of somebody’s machine', pattern: /(?:^|[\s"'`(=])\/(?:work|home|Users)\/\w+/m },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  {
    what: 'a credential',
    pattern:
      /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|npm_\w{36}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|swk_[\w-]{43}|eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.)/,
  },
];

export function leaksIn(text: string): string[] {
  return forbidden.filter(({ pattern }) => pattern.test(text)).map(({ what }) => what);
}

/** Words that mean something else here, or too many things (docs/vocabulary.md). */
const neverSaid = new Set([
  'customer',
  'customers',
  'workspace',
  'integration',
  'integrations',
  'appointment',
  'appointments',
  'dto',
  'hook',
  'hooks',
]);
/** Beside the thing that it is of, a short local name may do. */
const neverAlone = new Set(['event', 'events', 'user', 'users']);

/** Declared names of a TypeScript file; `outer` for those that a reader of other places meets. */
export function declaredNames(text: string): { name: string; outer: boolean }[] {
  const pattern =
    /^([ \t]*)(?:export )?(?:async )?\b(?:const|let|function|class|interface|type)\s+([A-Za-z_$][\w$]*)/gm;
  return [...text.matchAll(pattern)].map(([, indent, name]) => ({ name: name!, outer: indent === '' }));
}

/** Whether a name uses a word that the vocabulary keeps out. */
export function isOutsideVocabulary({ name, outer }: { name: string; outer: boolean }): boolean {
  const words = name.split(/(?=[A-Z])|_/).map((word) => word.toLowerCase());
  return words.some((word) => neverSaid.has(word)) || (outer && neverAlone.has(name.toLowerCase()));
}
