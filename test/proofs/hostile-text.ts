/**
 * Whatever a stranger types stands on every page as text and as nothing else: nothing of it runs, asks elsewhere,
 * becomes an element or an address; it is isolated, its control characters are shown, the layout holds, and what
 * was typed stands there whole. The real program in a real browser; texts come in as an invitee's and a program's do.
 * First an unsafe page of the proof's own shows that the judge sees all of this.
 */
import { chromium, type Page } from '@playwright/test';
import type { Account, Connection, Meeting, Page as PageOf } from '../../sdk/types.ts';
import { browserLaunchOptions } from '../support/browser.ts';
import { controlEmulator } from '../support/emulator-control.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';
import { seeded, shuffled } from '../support/random.ts';
import { until } from '../support/until.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { look, type Watch, watch } from './hostile-text/judge.ts';
import { shownAs, texts } from './hostile-text/texts.ts';
import { type Booked, book, type Fields, type Operated, operate, takeAway } from './hostile-text/typed.ts';
import { missedOfUnsafePage } from './hostile-text/unsafe-page.ts';
import type { Proof, ProofResult } from './proof.ts';

/** Together the fields of so many carry every text. */
const inRound = 36;
const openMs = 10_000;
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Only the deliveries tell them. */
const notOfMeetings = ['first name', 'last name', 'text reminder number', 'moved because'];
/** What the emulator's own pages show of a booking. */
const ofBookings = [
  'name',
  'email',
  'answer',
  'location',
  'canceled because',
  'guest 0',
  'guest 1',
  'guest 2',
];

interface Run extends ProofResult {
  texts: readonly string[];
  program: Program;
  emulator: ReturnType<typeof controlEmulator>;
  operator: Visitor;
  page: Page;
  watching: Watch;
  say(line: string): void;
}

interface Host {
  accountId: string;
  eventType: string;
  question: string;
}

export const proof: Proof = {
  name: 'hostile-text',
  async run({ seed, short, say }) {
    const program = await startProgram();
    const browser = await chromium.launch(await browserLaunchOptions());
    try {
      const fallen = await missedOfUnsafePage(browser);
      say(fallen.length === 0 ? 'the judge sees what an unsafe page does' : 'the judge is blind');
      const operator = createVisitor(program.url);
      await operator.signIn(program.signInLink.split('#')[1]!);
      const context = await browser.newContext({
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
      });
      const pairs = operator
        .cookie()
        .split('; ')
        .map((pair) => pair.split('=') as [string, string]);
      await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: program.url })));
      const watching = await watch(context, [program.url, program.emulatorUrl]);
      const page = await context.newPage();
      const emulator = controlEmulator(program.emulatorUrl);
      const result: ProofResult = {
        tried: 0,
        held: 0,
        lost: 0,
        duplicated: 0,
        drove: { texts: texts.length },
        fallen,
      };
      const mixed = shuffled(seeded(seed), texts);
      const run = Object.assign(result, { texts: mixed, program, emulator, operator, page, watching, say });
      const host = await connectHost(run);
      const rounds = short ? 1 : Math.ceil(texts.length / inRound);
      for (let round = 0; round < rounds; round++) {
        await driveInvitees(run, host, round, short);
        await driveOperator(run, round, short);
        say(`round ${round + 1} of ${rounds}: ${run.held} of ${run.tried} held`);
      }
      const { tried, held, lost, duplicated, drove } = run;
      return { tried, held, lost, duplicated, drove, fallen };
    } finally {
      await browser.close();
      await program.stop();
      await removeFolder(program);
    }
  },
};

/** Somebody of the company who has an event type with a question, and a place that the invitee names. */
async function connectHost({ emulator, operator }: Run): Promise<Host> {
  const { body: connection } = await operator.post<Connection>('/api/v1/trial/connection', {});
  const { body: account } = await operator.post<Account>('/api/v1/users/host/accounts', {
    connectionId: connection.id,
  });
  const begun = await operator.post<{ authorizationUrl: string }>(
    `/api/v1/accounts/${account.id}/connect`,
    {},
  );
  const host = (await emulator.people()).find(({ slug }) => slug === 'chloe-ferrant')!;
  await operator.get(await emulator.consent(begun.body.authorizationUrl, host.id));
  await until('that somebody is connected', async () => (await emulator.dump()).subscriptions.length > 0);
  const { uri } = host.event_types.find(({ slug }) => slug === 'coffee-and-a-question')!;
  return { accountId: account.id, eventType: uri, question: 'What would you like to discuss?' };
}

/** What invitees type, on the pages that show meetings, deliveries and changes, and on the emulator's own. */
async function driveInvitees(run: Run, host: Host, round: number, short: boolean): Promise<void> {
  const domain = `round-${round}.example.com`;
  const booked: Booked[] = [];
  for (let index = 0; index < inRound; index++) {
    const at = { texts: run.texts, index: round * inRound + index, stride: inRound, domain };
    booked.push(await book(run.emulator, host.eventType, host.question, at));
  }
  count(run, 'bookings', booked.length);
  await untilKnown(run, host, domain, booked);

  const list = `/demo/meetings?when=all&text=${domain}`;
  // Each is told of three times at most, the newest stand first.
  const steps = short ? 5 : 3 * inRound;
  await visit(run, '/demo', shows('latest'), []);
  await visit(run, `${list}&view=week`, '[aria-label="Calendar"]', []);
  await visit(
    run,
    list,
    shows('meeting-row'),
    booked.map(({ typed }) => only(typed, ['name', 'location'])),
  );
  await walk(
    run,
    'meeting-row',
    'meeting-detail',
    steps,
    booked.map(({ typed }) => without(typed, notOfMeetings)),
  );
  await visit(run, '/demo/deliveries', shows('delivery-row'), []);
  await walk(
    run,
    'delivery-row',
    'delivery-detail',
    steps,
    booked.map(({ typed }) => asJson(typed)),
  );
  for (const { invitee, typed } of short ? booked.slice(0, 6) : booked) {
    const page = `${run.program.emulatorUrl}/bookings/${invitee}`;
    await visit(run, page, 'h1', [only(typed, ofBookings)], sizes.slice(0, 1));
  }
  await visit(run, `${run.program.emulatorUrl}/_emulator/`, 'table', []);
}

/** What a program of the operator's names things, on the pages that show them, and on the page that end users see. */
async function driveOperator(run: Run, round: number, short: boolean): Promise<void> {
  const domain = `operator-${round}.example.com`;
  const operated: Operated[] = [];
  for (let index = 0; index < inRound; index++)
    operated.push(
      await operate(run.operator, {
        texts: run.texts,
        index: round * inRound + index,
        stride: inRound,
        domain,
      }),
    );
  const of = (...names: string[]) => operated.map(({ typed }) => only(typed, names));
  await visit(
    run,
    `/demo/accounts?text=${domain}`,
    shows('accounts-list'),
    of('name', 'email', 'userId', 'connection name'),
  );
  await visit(run, '/demo/settings/connections', shows('connection-status'), of('connection name'));
  await visit(run, '/demo/settings/api-keys', shows('api-keys-list'), of('API key name'));
  for (const { typed, accountId, link } of short ? operated.slice(0, 5) : operated) {
    const account = only(typed, ['name', 'connection name']);
    await visit(run, `/demo/accounts/${accountId}`, shows('account-status'), [account], sizes.slice(0, 1));
    await visit(run, link, 'h1', [only(typed, ['name'])]);
  }
  for (const one of operated) await takeAway(run.operator, one);
}

/** A page in each size: judged, and what it must show is there. */
async function visit(
  run: Run,
  address: string,
  ready: string,
  expected: Fields[],
  inSizes: readonly (typeof sizes)[number][] = sizes,
): Promise<void> {
  for (const size of inSizes) {
    await run.page.setViewportSize(size);
    const answer = await run.page.goto(new URL(address, run.program.url).href);
    const policy = (await answer?.headerValue('content-security-policy')) ?? '';
    hold(run, isStrict(policy), `${address}: the policy is no strict one: ${policy}`);
    await run.page.locator(ready).first().waitFor();
    const isolated = await judge(run, `${new URL(address, run.program.url).pathname} at ${size.width}`);
    if (size === inSizes[0]) expectShown(run, address, isolated, expected);
  }
}

/** From row to row, as a person reads: each must still open after the one before. */
async function walk(run: Run, row: string, detail: string, steps: number, expected: Fields[]): Promise<void> {
  const isolated: string[] = [];
  const { page } = run;
  await page.setViewportSize(sizes[0]!);
  const rows = page.locator(shows(row));
  await rows.first().waitFor();
  const addresses = new Set<string>();
  for (let step = 0; step < Math.min(steps, await rows.count()); step++) {
    const opens = async () => {
      await rows.nth(step).locator('a').first().click({ timeout: openMs });
      await page.locator(`${shows(row)}[data-open]`).waitFor({ timeout: openMs });
      await page
        .locator(`${shows(detail)} [data-chip]`)
        .first()
        .waitFor({ timeout: openMs });
    };
    const opened = await opens().then(
      () => true,
      () => false,
    );
    hold(run, opened, `${row}: it does not open`);
    if (!opened) break;
    addresses.add(page.url());
    await unfold(page, detail);
    await judge(run, `${detail} ${step}`);
    isolated.push(...(await page.locator(`${shows(detail)} bdi`).allTextContents()));
    if (step % 8 !== 0) continue;
    await page.setViewportSize(sizes[1]!);
    await judge(run, `${detail} ${step} at ${sizes[1]!.width}`);
    await page.setViewportSize(sizes[0]!);
  }
  hold(run, addresses.size > 1, `${row}: the next row does not open`);
  const all = isolated.map(shownAs).join('\n');
  const known = (text: string | undefined) => text !== undefined && all.includes(shownAs(text));
  const seen = expected.filter(({ name, email, answer }) => [name, email, answer].every(known));
  hold(run, seen.length > 0, `${detail}: no text stands there`);
  expectShown(run, detail, isolated, seen);
}

/** Documents stand there folded below their first level. */
async function unfold(page: Page, detail: string): Promise<void> {
  const folded = page.locator(`${shows(detail)} [aria-expanded="false"]`);
  while ((await folded.count()) > 0) await folded.first().click();
}

async function judge(run: Run, where: string): Promise<string[]> {
  await run.page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  const { wrong, isolated } = await look(run.page);
  const all = [...run.watching.take(), ...wrong];
  hold(run, all.length === 0, `${where}: ${all.join(' · ')}`, all.join());
  count(run, 'looks');
  return isolated;
}

function expectShown(
  run: Run,
  where: string,
  isolated: readonly string[],
  expected: readonly Fields[],
): void {
  const all = isolated.map(shownAs).join('\n');
  for (const [name, text] of expected.flatMap((fields) => Object.entries(fields)))
    hold(
      run,
      all.includes(shownAs(text)),
      `${where}: ${name} ${JSON.stringify(text.slice(-80))} is not there`,
    );
}

/** The same wrong is told once. */
function hold(run: Run, well: boolean, words: string, what = words): void {
  run.tried++;
  if (well) {
    run.held++;
  } else if (run.fallen.length < 40 && !run.fallen.some((line) => line.includes(what.slice(0, 300)))) {
    run.fallen.push(words.slice(0, 600));
    run.say(words.slice(0, 600));
  }
}

function count(run: Run, what: string, more = 1): void {
  run.drove[what] = (run.drove[what] ?? 0) + more;
}

/** Until the service knows of each booking what became of it. */
async function untilKnown(run: Run, { accountId }: Host, domain: string, booked: Booked[]): Promise<void> {
  const ended = (how: Booked['end']) => booked.filter(({ end }) => end === how).length;
  const all = async () => {
    const { body } = await run.operator.get<PageOf<Meeting>>(
      `/api/v1/meetings?accountId=${accountId}&search=${domain}&limit=500`,
    );
    const canceled = body.items.filter(({ status }) => status === 'canceled').length;
    const moved = body.items.filter(({ moves }) => moves > 0).length;
    return body.items.length === booked.length && canceled === ended('canceled') && moved === ended('moved');
  };
  const known = await until('that the service knows all bookings', all, 30_000).catch(() => false);
  hold(run, known !== false, 'the service does not know of all bookings what became of them');
}

/** Everything from here, and nothing that stands in the page itself. */
function isStrict(policy: string): boolean {
  return policy.startsWith("default-src 'self';") && !/unsafe|\*|script-src|style-src/.test(policy);
}

const shows = (testId: string) => `[data-testid="${testId}"]`;

function only(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** As a document's strings are written. */
function asJson(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, JSON.stringify(text)]));
}
