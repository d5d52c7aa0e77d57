/**
 * What the bearer of a connect link sees, and is told: the page of where it stands, for the one browser that has it, and
 * how far it is, for the page that opened it. Which state a link is in is said here alone.
 */
import type { ConnectProgress, ConnectStage } from '../../sdk/types.ts';
import { type AccountRow, type Accounts, isLive, type Link, neededScopes } from '../accounts/index.ts';
import { missingScopes } from '../calendly/index.ts';
import { latestOf } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import type { Meetings } from '../meetings/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { getConnectLook, onDisconnect } from '../tenants/index.ts';
import type { Lifecycle } from './lifecycle.ts';
import { lookOf } from './look.ts';
import { type Look, plain, type Told } from './pages/frame.ts';
import { disconnectedPage, disconnectingPage, disconnectPage, managePage } from './pages/manage.ts';
import { connectedPage, endedPage, endingOf, endingWords, invitationPage, otherPage } from './pages/pages.ts';
import { chooseLanguage, type Ending } from './pages/words.ts';
import { withParameter } from './return-to.ts';

/** What a browser that asks for a link's page is known by. */
export interface Asking {
  token: string;
  /** The secret of its cookie. */
  browser: string | undefined;
  /** Its `Accept-Language`. */
  accepted: string | undefined;
}

export interface Shown {
  status: 200 | 410;
  html: string;
}

export interface Hosted {
  /** The page of a link, for whoever asks. */
  show(asking: Asking): Promise<Shown>;
  /** What a disconnect would remove; undefined where there is nothing to disconnect by this link. */
  showDisconnect(asking: Asking): Promise<Shown | undefined>;
  /** Begins it. False where there is nothing to disconnect by this link. */
  disconnect(asking: Asking & { browser: string }): Promise<boolean>;
  /** An ending that the link itself does not know of. */
  showEnding(asking: Asking, code: string): Promise<Shown>;
  /**
   * The end user says which person it shall be; resolves to where the browser goes then. Undefined when this link does
   * not ask, or not this browser.
   */
  answer(asking: Asking, answer: 'keep' | 'change'): Promise<string | undefined>;
  /** The application's picture, for who has a link. */
  logo(token: string): Promise<{ bytes: Buffer; type: string } | undefined>;
  /** Undefined when there is no such link. `origin`: whose pages may read it. */
  progress(token: string): Promise<{ origin: string | null; progress: ConnectProgress } | undefined>;
}

interface Picture {
  link: Link;
  account: AccountRow;
  look: Look;
  keeps: boolean;
}

export function createHosted(deps: {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  subscriptions: Subscriptions;
  meetings: Meetings;
  lifecycle: Lifecycle;
}): Hosted {
  const { database, clock, accounts, subscriptions, meetings, lifecycle } = deps;

  async function withLink<T>(
    { token, browser, accepted }: Asking,
    work: (tx: Tx, picture: Picture) => Promise<T>,
  ): Promise<T | undefined> {
    const link = await accounts.links.find(token, browser);
    if (!link) return undefined;
    return database.tenantTransaction(link.tenantId, async (tx) => {
      const account = await accounts.find(tx, link.accountId);
      if (!account) return undefined;
      const settings = await getConnectLook(tx);
      const look = lookOf(settings, `/connect/${token}/logo`, { wanted: link.language, accepted });
      return work(tx, { link, account, look, keeps: (await onDisconnect(tx)) === 'keep' });
    });
  }

  function unknown({ accepted }: Asking): Shown {
    const look = { ...plain, language: chooseLanguage(null, accepted) };
    return { status: 410, html: endedPage(look, { ending: 'link_unknown' }) };
  }

  async function invitation(tx: Tx, { link, account, look, keeps }: Picture): Promise<string> {
    const connection = await lifecycle.connect.through(tx, account);
    const minutesLeft = Math.max(1, Math.floor((Date.parse(link.expiresAt) - clock.now()) / 60_000));
    const { name: person } = account;
    return invitationPage(look, { person, scopes: connection?.scopes ?? [], keeps, minutesLeft });
  }

  async function question(tx: Tx, token: string, { account, look, keeps }: Picture): Promise<string> {
    const found = await accounts.held.find(tx, token);
    const other = found ? `${found.name} (${found.email})` : '';
    const all = await accounts.listOf(tx, account.endUserId);
    const until = all.find((one) => isLive(one.state) && !one.disconnectingSince) ?? account;
    const person = `${until.calendlyName} (${until.calendlyEmail})`;
    return otherPage(look, { token, person, other, keeps });
  }

  async function decide(tx: Tx, token: string, { link }: Picture, answer: 'keep' | 'change') {
    const { tenantId, accountId } = link;
    if (answer === 'change') return lifecycle.connect.switchOver(tx, tenantId, token);
    if (!(await accounts.held.refuse(tx, tenantId, token))) return undefined;
    await accounts.links.settle(tx, token, 'other_calendly_user', accountId);
    return { accountId };
  }

  async function showConnect(tx: Tx, { token }: Asking, picture: Picture): Promise<Shown> {
    const { link, account, look } = picture;
    const stage = stageOf(link, account);
    if (link.usedBy === 'other') return ended(picture, 'other_browser', null);
    if (stage === 'connected') return { status: 200, html: connected(picture) };
    if (stage === 'ended') return ended(picture, 'link_ended', null);
    if (stage === 'asks') return { status: 200, html: await question(tx, token, picture) };
    if (stage !== 'refused') return { status: 200, html: await invitation(tx, picture) };
    const html = endedPage(look, {
      ending: endingOf(link.outcome!),
      person: account.calendlyName,
      again: link.outcome !== 'other_calendly_user',
      told: toldOf(picture, true),
    });
    return { status: 200, html };
  }

  async function showManage(tx: Tx, { token }: Asking, picture: Picture): Promise<Shown> {
    const { link, account, look, keeps } = picture;
    const stage = stageOf(link, account);
    if (link.usedBy === 'other') return ended(picture, 'other_browser', null);
    if (stage === 'ended') return ended(picture, 'link_ended', null);
    if (stage === 'opened') return { status: 200, html: managePage(look, token, standingOf(account)) };
    const count = await meetings.countOf(tx, account.id);
    if (stage === 'disconnecting' || (!keeps && count > 0)) {
      return { status: 200, html: disconnectingPage(look) };
    }
    const subject = { kind: 'account', id: toWireId('account', account.id) } as const;
    const change = await latestOf(tx, subject, 'account.disconnected');
    const html = disconnectedPage(
      look,
      {
        meetings: { count, keeps },
        left: account.leftBehind.length > 0,
        proof: change ? { id: change.id, at: change.at } : null,
        timezone: account.calendlyTimezone,
      },
      { done: link.returnTo, told: toldOf(picture, false) },
    );
    return { status: 200, html };
  }

  return {
    async show(asking) {
      const shown = await withLink(asking, (tx, picture) =>
        picture.link.purpose === 'manage'
          ? showManage(tx, asking, picture)
          : showConnect(tx, asking, picture),
      );
      return shown ?? unknown(asking);
    },

    showDisconnect: (asking) =>
      withLink(asking, async (tx, { link, account, look, keeps }) => {
        if (!mayDisconnect(link, account)) return undefined;
        const count = await meetings.countOf(tx, account.id);
        const { personalToken } = account;
        const html = disconnectPage(look, asking.token, { count, keeps, personalToken });
        return { status: 200, html };
      }),

    async disconnect(asking) {
      const begun = await withLink(asking, async (tx, { link, account }) => {
        if (!mayDisconnect(link, account)) return false;
        if (!(await accounts.links.take(tx, asking.token, asking.browser))) return false;
        if (!(await lifecycle.disconnect.begin(tx, link.tenantId, account.id))) return false;
        await accounts.links.settle(tx, asking.token, 'disconnecting', account.id);
        return true;
      });
      return begun ?? false;
    },

    async answer(asking, answer) {
      const { token } = asking;
      const answered = await withLink(asking, async (tx, picture) => {
        const { link, account } = picture;
        if (link.usedBy !== 'asking' || stageOf(link, account) !== 'asks') return undefined;
        const decided = await decide(tx, token, picture, answer);
        return decided && { link, decided };
      });
      if (!answered) return undefined;
      const { link, decided } = answered;
      if ('given' in decided) await lifecycle.connect.noteSwitched(link.tenantId, decided);
      if (link.origin !== null || link.returnTo === null) return `/connect/${token}`;
      return answer === 'change'
        ? withParameter(link.returnTo, 'connected', toWireId('account', decided.accountId))
        : withParameter(link.returnTo, 'connect_error', 'other_calendly_user');
    },

    async showEnding(asking, code) {
      const shown = await withLink(asking, async (_tx, picture) => ended(picture, endingOf(code), null));
      return shown ?? unknown(asking);
    },

    async logo(token) {
      const link = await accounts.links.find(token, undefined);
      const look = link && (await database.tenantTransaction(link.tenantId, getConnectLook));
      return look?.logo ?? undefined;
    },

    progress: (token) =>
      withLink({ token, browser: undefined, accepted: undefined }, async (tx, picture) => {
        const { link, account, look } = picture;
        const stage = stageOf(link, account);
        const on = stage === 'connected';
        const facts = on
          ? (await subscriptions.subscriptionsOf(tx, [account.id])).get(account.id)?.facts
          : null;
        const progress: ConnectProgress = {
          stage,
          accountId: toWireId('account', account.id),
          refusal: stage === 'refused' ? refusalOf(look, link, account) : null,
          subscription: facts?.state ?? null,
          meetings: on ? account.backfill : null,
        };
        return { origin: link.origin, progress };
      }),
  };
}

/** A link has one state at a time; that it came to an end counts more than that it is old. */
function stageOf(link: Link, account: AccountRow): ConnectStage {
  const { outcome, ended, usedBy } = link;
  if (outcome === 'connected') return 'connected';
  if (outcome === 'disconnecting') return account.disconnectingSince ? 'disconnecting' : 'disconnected';
  if (ended) return 'ended';
  if (outcome === 'asks') return 'asks';
  if (outcome !== null) return 'refused';
  return usedBy === null || link.purpose === 'manage' ? 'opened' : 'at_calendly';
}

function mayDisconnect(link: Link, account: AccountRow): boolean {
  const open = link.purpose === 'manage' && link.usedBy !== 'other' && stageOf(link, account) === 'opened';
  return open && standingOf(account) !== undefined;
}

function standingOf(account: AccountRow) {
  if (!account.connectedAt || account.disconnectingSince) return undefined;
  return {
    email: account.calendlyEmail ?? '',
    since: account.connectedAt,
    timezone: account.calendlyTimezone,
    scopes: account.grantedScopes,
  };
}

function ended({ link, account, look }: Picture, ending: Ending, told: Told | null): Shown {
  const back = link.returnTo && withParameter(link.returnTo, 'connect_error', 'connect_link_ended');
  const html = endedPage(look, { ending, person: account.calendlyName, back, told: told ?? undefined });
  return { status: 410, html };
}

function connected(picture: Picture): string {
  const { link, account, look } = picture;
  const wanted = account.wantedScopes.length > 0 ? account.wantedScopes : neededScopes([]);
  const of = {
    email: account.calendlyEmail,
    asked: wanted.length,
    granted: wanted.length - missingScopes(account.grantedScopes, wanted).length,
  };
  const done = link.returnTo && withParameter(link.returnTo, 'connected', toWireId('account', account.id));
  return connectedPage(look, of, { done, told: toldOf(picture, true) });
}

function refusalOf(look: Look, { outcome }: Link, { calendlyName }: AccountRow) {
  const code = outcome!;
  return { code, ...endingWords(look, endingOf(code), calendlyName) };
}

/** What the page that opened this one hears. */
function toldOf({ link, account, look }: Picture, closes: boolean): Told | undefined {
  if (link.origin === null) return undefined;
  const accountId = toWireId('account', account.id);
  const base = { type: 'slotwire.connect', accountId } as const;
  const stage = stageOf(link, account);
  const message =
    stage === 'refused'
      ? { ...base, outcome: 'refused', ...refusalOf(look, link, account) }
      : { ...base, outcome: stage };
  return { origin: link.origin, message, closes };
}
