/** `npm run pictures`: takes the README's pictures from the running demo, the wire lit by a test booking. */
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { type Program, removeFolder, startProgram } from '../support/program.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { until } from '../support/until.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
/** So that there is something to see of how deliveries flow. */
const before = 12;

const program = await startProgram();
try {
  const { browser, page } = await openSignedIn(program, { colorScheme: 'light' });
  await fillFlow(program, page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${program.url}/demo`);
    await expect(page.getByTestId('live-mark')).toHaveText(/Live/);
    await expect(page.getByRole('img', { name: /arrived in the last 24 h/ })).toBeVisible();
    await page.getByTestId('send-test').click();
    await page.getByTestId('send-test-go').click();
    await expect(page.getByTestId('trial-wire')).toHaveAttribute('data-done', 'true');
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `overview-${colorScheme}.png`), animations: 'disabled' });
  }
  await browser.close();
} finally {
  await program.stop();
  await removeFolder(program);
}

/** Bookings with everybody who can be booked, each received before the next is made. */
async function fillFlow({ url }: Pick<Program, 'url'>, page: Page): Promise<void> {
  const api = `${url}/api/v1`;
  const { people } = await (await page.request.get(`${api}/trial/people`)).json();
  for (let turn = 0; turn < before; turn++) {
    const { accountId, eventTypes } = people[turn % people.length];
    const eventType = eventTypes[turn % eventTypes.length].uri;
    const made = await page.request.post(`${api}/trial/bookings`, {
      headers: { 'x-slotwire-request': '1' },
      data: { accountId, eventType },
    });
    const { event, invitee, after } = await made.json();
    const query = new URLSearchParams({ accountId, event, invitee, after });
    await until('the meeting', async () => {
      const trace = await page.request.get(`${api}/trial/trace?${query}`);
      return ((await trace.json()) as { meetingId: string | null }).meetingId !== null;
    });
  }
}
