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

This page is written from \`server/errors/\` by \`npm run docs\`, and a test compares the two.

| code | status | what | way out |
|---|---|---|---|
${rows.join('\n')}
`;
}

interface ToldCall {
  name: string;
  operation: {
    method: string;
    path: string;
    scope: string;
    plan?: string;
    query: Record<string, { needed: boolean }>;
    answers: { kind: string };
  };
}

/** `docs/calendly-calls.md`, whole. */
export function callsPage(
  calls: readonly ToldCall[],
  { whatHappened, waysOut }: Record<'whatHappened' | 'waysOut', Readonly<Record<string, string>>>,
): string {
  const rows = calls.map(({ name, operation: { method, path, scope, plan = '', query, answers } }) => {
    const asked = Object.entries(query).map(([field, { needed }]) => (needed ? `**${field}**` : field));
    return `| \`${name}\` | \`${method} ${path}\` | \`${scope}\` | ${plan} | ${asked.join(', ')} | ${answers.kind} |`;
  });
  const errors = Object.entries(waysOut).map(
    ([kind, wayOut]) => `| \`${kind}\` | ${whatHappened[kind]} | ${wayOut} |`,
  );
  return `# Calendly, call by call

\`server/calendly\` has a typed call for each of Calendly's ${calls.length} REST operations, made from one table
(\`server/calendly/operations/table.ts\`). A call takes who asks, the ids of the path, the query and the body, as far as
the operation has them, by Calendly's own names: \`calendly.eventTypes.list(caller, { user })\`.

Answers: \`one\` resource · a \`list\`, whole · \`pages\`, read item by item or, with \`.page(token)\`, one at a time ·
\`nothing\`. Fields and values that nobody described yet are kept. Of the query, what is **bold** is needed; pages also
take \`count\`. The plan is the least that the organization must have.

This page is written from the table by \`npm run docs\`, and a test compares the two.

## Calls

| call | operation | scope | plan | query | answers |
|---|---|---|---|---|---|
${rows.join('\n')}

\`calendly.book\` makes \`POST /invitees\` and, when the answer is lost, looks what became of it; it never sends a second.

## Errors

A call that fails throws a \`CalendlyError\` of one of these kinds, which says whether Calendly may have acted, and what
can be done. No kind hangs on Calendly's prose: a 403 of an operation that needs a plan says \`needsPlan\`, whatever
its words.

| kind | what happened | way out |
|---|---|---|
${errors.join('\n')}
`;
}

interface Machine {
  moves: Readonly<Record<string, { from: readonly string[]; to: string; words: string }>>;
  actions: Readonly<Record<string, readonly string[]>>;
  reasons: Readonly<Record<string, { words: string; wayOut: string }>>;
}

/** `docs/states.md`, whole. */
export function statesPage({ moves, actions, reasons }: Machine): string {
  const drawn = Object.values(moves).flatMap(({ from, to, words }) =>
    from.map((state) => `  ${state} --> ${to}: ${words}`),
  );
  const rows = Object.entries(actions).map(([state, of]) => `| \`${state}\` | ${of.join(', ')} |`);
  const told = Object.entries(reasons).map(
    ([code, { words, wayOut }]) => `| \`${code}\` | ${words} | ${wayOut} |`,
  );
  return `# States

An account is in one of four states, and moves between them only as drawn: the code makes no other move, and the
database refuses one. Each says since when, and where there is one the reason with its way out; what became of an
account stands in its timeline.

A connection shows the state of its own account, the operator's. Before there is one it is \`configured\`. While
Calendly refuses its Client ID and secret it is in \`error\` with the reason \`client_refused\`, whatever its account is.

\`\`\`mermaid
stateDiagram-v2
  [*] --> configured: a link is made, or Connect is pressed
${drawn.join('\n')}
\`\`\`

## Actions

| state | actions |
|---|---|
${rows.join('\n')}

Whatever the state, a connection can be renamed and deleted, and gives links for end users.

## Reasons

| code | what happened | way out |
|---|---|---|
${told.join('\n')}

This page is written from \`server/accounts/state.ts\` by \`npm run docs\`, and a test compares the two.
`;
}

/** A JSON Schema as it lies in `docs/`. */
export function schemaFile(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
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
