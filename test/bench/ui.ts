/**
 * What the admin costs a browser, beside a bare page of the same libraries: bytes of the first load as served,
 * frames while a hundred thousand deliveries are scrolled; and how long after a delivery its row stands there,
 * beside how long until the API tells of it.
 */
import type { Page } from '@playwright/test';
import type { Delivery, Page as PageOf } from '../../sdk/index.ts';
import { controlEmulator } from '../support/emulator-control.ts';
import { frameTimes, pretendMany } from '../support/many-deliveries.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { until } from '../support/until.ts';
import type { Bench, BenchFigure } from './bench.ts';
import { serveBarePage } from './ui/bare-page.ts';

const turns = 40;
const rounds = 3;

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
      await pretendMany(page, await newest(program, page));
      await page.goto(deliveries);
      await page.getByTestId('delivery-row').first().waitFor();
      const times = { ours: [] as number[], other: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        await page.bringToFront();
        times.ours.push(at(0.95, await frameTimes(page.getByTestId('deliveries-list'), 120)));
        await other.bringToFront();
        times.other.push(at(0.95, await frameTimes(other.locator('#list'), 120)));
      }
      yield figure('scroll-p95-ms', at(0.5, times.ours), at(0.5, times.other), 'a bare page', 'ms');
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

async function newest(program: Program, page: Page): Promise<Delivery> {
  const answer = await page.request.get(`${program.url}/api/v1/deliveries?limit=1`);
  return ((await answer.json()) as PageOf<Delivery>).items[0]!;
}

function at(share: number, times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * share)]!;
}

function figure(name: string, ours: number, other: number, otherName: string, unit: string): BenchFigure {
  return { bench: 'ui', figure: name, ours, other, otherName, unit, ratio: ours / other };
}
