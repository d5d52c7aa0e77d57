/**
 * An operator connects people with personal access tokens of theirs: what is wrong with one is said beside its field,
 * the account says by what it is connected, and asks for another when the token is deleted at Calendly.
 */
import { expect, test } from '@playwright/test';
import type { Account, AccountDetail, Connection } from '../../sdk/types.ts';
import type { Person } from '../support/emulator-control.ts';
import { type OperatorPage, openOperatorPage } from '../support/operator-page.ts';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

let opened: OperatorPage;
let person: Person;
let accountId: string;

/** For what is done in the background, by jobs that wait for their turn. */
const inTime = expect.configure({ timeout: 60_000 });
const headers = { 'x-slotwire-request': '1' };
const title = 'Connect with a personal access token';

test.beforeAll(async ({ browser }) => {
  opened = await openOperatorPage(browser);
  const { page, program, control, createApplication } = opened;
  const { client_id: clientId, client_secret: clientSecret } = await createApplication();
  const send = async <T>(path: string, data: object): Promise<T> =>
    (await page.request.post(`${program.url}/api/v1${path}`, { headers, data })).json();
  const connection = { type: 'calendly', name: 'Scheduling', clientId, clientSecret };
  const { id: connectionId } = await send<Connection>('/connections', connection);
  person = (await control.people())[7]!;
  const named = { connectionId, name: 'Ana Ruiz' };
  ({ id: accountId } = await send<Account>('/users/crm-1/accounts', named));
});

test.afterAll(() => opened?.close());

const drawer = () => opened.page.getByRole('dialog', { name: title });
const field = () => drawer().getByTestId('personal-token');
const submit = () => drawer().getByRole('button', { name: 'Connect', exact: true }).click();
const account = async (): Promise<AccountDetail> =>
  (await opened.page.request.get(`${opened.program.url}/api/v1/accounts/${accountId}`)).json();

async function makeToken({ id: user }: Person, scopes?: string[]): Promise<string> {
  const { token } = await opened.control.send<{ token: string }>('POST', '/personal-tokens', {
    user,
    scopes,
  });
  return token;
}

test('what is wrong with a token is said beside its field; a good one connects', async () => {
  const { page, program, checkInEveryLook } = opened;
  await page.goto(`${program.url}/demo/accounts/${accountId}`);
  await page.getByRole('button', { name: 'More for Ana Ruiz' }).press('Enter');
  await page.getByRole('menuitem', { name: `${title}…` }).press('Enter');
  await expect(field()).toBeFocused();
  await expect(field()).toHaveAttribute('type', 'password');
  await expect(field()).toHaveAttribute('autocomplete', 'off');
  await field().press('Enter');
  await expect(drawer().getByText('Paste the token as Calendly showed it.')).toBeVisible();
  await field().fill('no-token-of-anybody');
  await submit();
  await checkInEveryLook(() =>
    expect(drawer().getByText('Calendly does not accept this personal access token.')).toBeVisible(),
  );
  await expect(field()).toHaveAttribute('aria-invalid', 'true');
  await field().fill(await makeToken(person, ['users:read']));
  await submit();
  await expect(drawer().getByText(/It needs users:read, scheduled_events:read/)).toBeVisible();
  await field().fill(await makeToken(person));
  await submit();
  await expect(drawer()).toBeHidden();
  await inTime(page.getByText('connected with a personal access token since')).toBeVisible();
  await expect(page.getByText('Replace tokens')).toBeHidden();
  await inTime.poll(async () => (await account()).subscription?.state).toBe('active');
  await inTime.poll(async () => (await account()).freshness.asOf).not.toBeNull();
  await checkInEveryLook(() =>
    expect(page.getByText('A personal access token', { exact: true })).toBeVisible(),
  );
});

test('deleted at Calendly, the account asks for another, and is whole after it', async () => {
  const { page, control, checkInEveryLook } = opened;
  await control.send('POST', '/personal-tokens/delete', { user: person.id });
  await control.send('POST', '/clock', { advanceSeconds: 16 * 60 });
  await inTime.poll(async () => (await account()).status.state).toBe('error');
  await page.reload();
  await checkInEveryLook(() => expect(page.getByText('Enter a new token; or the person')).toBeVisible());
  await page.getByTestId('enter-token').click();
  await field().fill(await makeToken(person));
  await submit();
  await inTime(page.getByText('connected with a personal access token since')).toBeVisible();
});

test('a disconnect says that the token stays', async () => {
  const { page, checkInEveryLook } = opened;
  await page.getByTestId('account-disconnect').click();
  const dialog = page.getByRole('dialog', { name: 'Disconnect Ana Ruiz?' });
  await checkInEveryLook(() => expect(dialog.getByText(/until its owner deletes it there/)).toBeVisible());
  await dialog.getByTestId('confirm-disconnect').click();
  await inTime(page.getByText(/The personal access token works until its owner deletes it/)).toBeVisible();
});

test('somebody new is connected with a token from where their link is made', async () => {
  const { page, program, control } = opened;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${program.url}/demo/accounts`);
  await page.getByRole('button', { name: 'Connect an account' }).click();
  const adding = page.getByRole('dialog', { name: 'Connect an account' });
  await adding.getByLabel('User id').fill('crm-2');
  await adding.getByRole('button', { name: 'Make the link' }).click();
  await adding.getByTestId('by-token').click();
  await expect(adding.getByTestId('personal-token')).toBeFocused();
  const [, , other] = await control.addPeople(3);
  await adding.getByTestId('personal-token').fill(await makeToken(other as Person));
  await adding.getByRole('button', { name: 'Connect', exact: true }).click();
  await inTime(page.getByText('connected with a personal access token since')).toBeVisible();
});
