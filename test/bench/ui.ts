/**
 * What the admin costs a browser, beside a bare page of the same libraries: bytes of the first load as served; what
 * frames cost while a hundred thousand real deliveries are scrolled through, and how many cost more than there is
 * time for; and how long after a delivery its row stands there, beside how long until the API tells of it.
 */
import type { Browser, Locator, Page } from '@playwright/test';
import type { Delivery, Page as PageOf } from '../../sdk/index.ts';
import { controlEmulator } from '../support/emulator-control.ts';
import { frameTimes, keepMany } from '../support/many-deliveries.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { until } from '../support/until.ts';
import type { Bench, BenchFigure } from './bench.ts';
import { serveBarePage } from './ui/bare-page.ts';
import { frameWork } from './ui/frame-work.ts';

const turns = 40;
const rounds = 5;
/** Scrolled in each frame. */
const pixels = 120;
/** Between two pictures of a screen that shows sixty a second. */
const frameMs = 16.7;

export const bench: Bench = {
  name: 'ui',
  async *run({ say }) {
    const bare = await serveBarePage();
    const program = await startProgram();
    const { browser, page } = await openSignedIn(program);
    try {
      const deliveries = `${program.url}/demo/deliveries`;
      const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      const ours = await firstLoad(page, deliveries);
      yield figure('first-load-bytes', ours, await firstLoad(other, bare.url), 'a bare page', 'bytes');
      yield await liveRows(program, page, say);
      await keepMany(program);
      await page.goto(deliveries);
      await page.getByTestId('delivery-row').first().waitFor();
      yield* await scrollInTurns(browser, page.getByTestId('deliveries-list'), other.locator('#list'), say);
    } finally {
      await browser.close();
      await program.stop();
      await removeFolder(program);
      await bare.stop();
    }
  },
};

/** The document, its scripts and its styles, compressed as they came; fonts are the page's choice. */
async function firstLoad(page: Page, address: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(address, { waitUntil: 'load' });
  const bytes = await page.evaluate(() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return (all as PerformanceResourceTiming[])
      .filter(({ entryType, name }) => entryType === 'navigation' || /\.(js|css)$/.test(name))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
  await session.detach();
  return bytes;
}

/** In turn: until the row stands in the page, and until the API tells of the delivery. */
async function liveRows(program: Program, page: Page, say: (line: string) => void): Promise<BenchFigure> {
  const emulator = controlEmulator(program.emulatorUrl);
  const { subscriptions } = await emulator.dump();
  const person = (await emulator.people()).find(({ id }) =>
    subscriptions.some(({ userId }) => userId === id),
  )!;
  const book = () => emulator.send('POST', '/book', { event_type: person.event_types[0]!.uri });
  const rows = page.getByTestId('delivery-row');
  const idOfFirst = () => rows.first().getAttribute('data-delivery-id', { timeout: 30_000 });
  await book();
  await rows.first().waitFor();
  const times = { row: [] as number[], api: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    const before = await idOfFirst();
    const began = performance.now();
    await book();
    const asked = turn % 2 === 0 ? idOfFirst : async () => (await newest(program, page)).id;
    await until('the delivery', async () => (await asked()) !== before);
    times[turn % 2 === 0 ? 'row' : 'api'].push(performance.now() - began);
    await until('its row', async () => (await idOfFirst()) !== before);
  }
  say(`${turns / 2} rows seen, ${turns / 2} deliveries asked for`);
  return figure('live-row-p50-ms', at(0.5, times.row), at(0.5, times.api), 'the API tells of it', 'ms');
}

interface Scrolled {
  /** Milliseconds of work of each frame, and from each to the next; shortest first. */
  work: number[];
  times: number[];
}

/** Both lists by turns, so that whatever else the machine does meets both. */
async function scrollInTurns(
  browser: Browser,
  list: Locator,
  bare: Locator,
  say: (line: string) => void,
): Promise<BenchFigure[]> {
  const ours: Scrolled[] = [];
  const other: Scrolled[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await scroll(browser, list));
    other.push(await scroll(browser, bare));
  }
  const frames = ours.reduce((sum, { work }) => sum + work.length, 0);
  const inPage = await list.getByTestId('delivery-row').count();
  say(`${frames} frames of each; at the end ${inPage} of the rows are in the page`);
  const median = (of: (one: Scrolled) => number) =>
    [ours, other].map((all) => at(0.5, all.map(of))) as [number, number];
  const slow = [ours, other].map((all) =>
    all.reduce((sum, { work }) => sum + work.filter((ms) => ms > frameMs).length, 0),
  ) as [number, number];
  return [
    figure('scroll-work-p50-ms', ...median(({ work }) => at(0.5, work)), 'a bare page', 'ms'),
    figure('scroll-work-p99-ms', ...median(({ work }) => at(0.99, work)), 'a bare page', 'ms'),
    figure(`scroll-frames-over-${frameMs}-ms`, ...slow, 'a bare page', `of ${frames} frames`),
    figure('scroll-p95-ms', ...median(({ times }) => at(0.95, times)), 'a bare page', 'ms'),
  ];
}

async function scroll(browser: Browser, list: Locator): Promise<Scrolled> {
  const page = list.page();
  await page.bringToFront();
  let times: number[] = [];
  const work = await frameWork(browser, page, async () => {
    times = await frameTimes(list, pixels);
  });
  return { work, times };
}

async function newest(program: Program, page: Page): Promise<Delivery> {
  const answer = await page.request.get(`${program.url}/api/v1/deliveries?limit=1`);
  return ((await answer.json()) as PageOf<Delivery>).items[0]!;
}

function at(share: number, times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * share)]!;
}

function figure(name: string, ours: number, other: number, otherName: string, unit: string): BenchFigure {
  // None beside none is the same, not nothing.
  const ratio = ours === other ? 1 : ours / other;
  return { bench: 'ui', figure: name, ours, other, otherName, unit, ratio };
}
