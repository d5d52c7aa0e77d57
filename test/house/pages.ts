/** Pages of `docs/` that say what the code says: written from it, compared with it. */
interface Told {
  status: number;
  title: string;
  wayOut: string;
}

/** `docs/errors.md`, whole. */
export function errorsPage(catalogue: Readonly<Record<string, Told>>): string {
  const rows = Object.entries(catalogue).map(
    ([code, { status, title, wayOut }]) => `| \`${code}\` | ${status} | ${title} | ${wayOut} |`,
  );
  return `# Errors

Every refusal of the HTTP interface is a problem document (RFC 9457, \`application/problem+json\`) with a stable
\`code\`, a \`title\`, and a \`wayOut\`: what to do about it. \`detail\` adds what is special about this one;
\`fields\` names each field that is not right; \`requestId\` finds the request in the log.

Commands say the same words. Codes do not change their meaning; new ones may come.

This page is written from \`server/errors.ts\` by \`npm run docs\`, and a test compares the two.

| code | status | what | way out |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** Rows of the Markdown tables of a page, each as its cells, headings and rules left out. */
export function tableRows(page: string): string[][] {
  return page
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && isBody(lines, index))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The rows below one heading, up to the next of the same depth. */
export function tableUnder(page: string, heading: string): string[][] {
  const [, below = ''] = page.split(`\n## ${heading}\n`);
  return tableRows(below.split('\n## ')[0]!);
}

const isRule = (line: string | undefined) => line !== undefined && /^\|[\s:|-]+\|$/.test(line);

function isBody(lines: string[], index: number): boolean {
  return !isRule(lines[index]) && !isRule(lines[index + 1]);
}

/** Paths of ours that a page names in code marks: `server/app.ts`, `test/flows/`. */
export function namedFiles(page: string): string[] {
  const pattern = /`((?:server|ui|emulator|sdk|cli|test|docs|fixtures)\/[\w./-]*)`/g;
  return [...page.matchAll(pattern)].map(([, path]) => path!);
}
