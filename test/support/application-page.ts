/** An application that lets its people connect: the example's, listed at a program of its own, in a browser of a person. */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
} from '@playwright/test';
import type { ConnectSession, CreatedApiKey, NewConnectSession } from '../../sdk/types.ts';
import { startApp } from '../examples/connect/app.ts';
import { type OperatorPage, openOperatorPage } from './operator-page.ts';
import { freePort } from './program.ts';

export type ApplicationPage = Awaited<ReturnType<typeof openApplicationPage>>;

export async function openApplicationPage(browser: Browser) {
  const operator = await openOperatorPage(browser);
  const { program } = operator;
  const key = await makeKey(operator);
  const app = await startApp({ slotwire: program.url, key, port: await freePort() });
  const apps = [app];
  const listed = [app.origin];
  await list(operator, listed);
  const contexts: BrowserContext[] = [];

  /** A browser of somebody. */
  async function openBrowser(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    contexts.push(context);
    return context;
  }

  return {
    ...operator,
    app,
    openBrowser,
    /** As the application's backend makes one. */
    async makeSession(wanted: NewConnectSession = {}, userId = 'crm-17'): Promise<ConnectSession> {
      const answer = await fetch(`${program.url}/api/v1/users/${userId}/connect-sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(wanted),
      });
      expect(answer.status).toBe(201);
      return answer.json();
    },
    /** Another application, with a page of its own. */
    async startAnother(of: { script?: string; policy?: string }) {
      const another = await startApp({ slotwire: program.url, key, port: await freePort(), ...of });
      apps.push(another);
      listed.push(another.origin);
      await list(operator, listed);
      return another;
    },
    async close() {
      for (const one of apps) one.close();
      for (const context of contexts) await context.close();
      await operator.close();
    },
  };
}

const own = { 'x-slotwire-request': '1' };

async function makeKey({ page, program }: OperatorPage): Promise<string> {
  const data = { name: 'CRM', scopes: ['accounts:write'] };
  const made = await page.request.post(`${program.url}/api/v1/api-keys`, { headers: own, data });
  return ((await made.json()) as CreatedApiKey).key;
}

async function list({ page, program }: OperatorPage, addresses: string[]): Promise<void> {
  const path = `${program.url}/api/v1/settings/return-addresses`;
  expect((await page.request.put(path, { headers: own, data: { addresses } })).status()).toBe(200);
}

/** Presses a button of the application's, which opens a window. */
export async function pressForWindow(page: Page, name = 'Connect Calendly'): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name }).click()]);
  return popup;
}
