/** The whole program with an operator signed in to it in a browser, and what every test of its pages needs. */
import { type Browser, expect, type Page } from '@playwright/test';
import { controlEmulator, type Person } from './emulator-control.ts';
import { createLooks } from './looks.ts';
import { removeFolder, startProgram } from './program.ts';

export type OperatorPage = Awaited<ReturnType<typeof openOperatorPage>>;

export async function openOperatorPage(browser: Browser) {
  const program = await startProgram();
  const control = controlEmulator(program.emulatorUrl);
  const context = await browser.newContext();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const checkInEveryLook = createLooks(page);
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  return {
    program,
    control,
    page,
    checkInEveryLook,
    createApplication: () => control.createApplication(`${program.url}/oauth/calendly/callback`),
    async close() {
      await context.close();
      await program.stop();
      await removeFolder(program);
    },
  };
}

/** A connection on the list of connections, by its name. */
export function connectionCard(page: Page, name: string) {
  return page.getByTestId('connections-list').getByRole('article', { name, exact: true });
}

/** At Calendly's consent page. */
export async function consentAs(page: Page, { slug }: Pick<Person, 'slug'>): Promise<void> {
  await page.getByTestId(`consent-person-${slug}`).click();
  await page.getByTestId('consent-allow').click();
}

/** What lives at Calendly of an application. */
export async function standingAt(
  control: ReturnType<typeof controlEmulator>,
  clientId: string,
): Promise<{ subscriptions: number; grants: number }> {
  const { subscriptions, grants } = await control.dump();
  const of = (rows: unknown[]) =>
    (rows as { clientId: string; endedAt?: string | null }[]).filter((row) => row.clientId === clientId);
  return {
    subscriptions: of(subscriptions).length,
    grants: of(grants!).filter(({ endedAt }) => endedAt === null).length,
  };
}
