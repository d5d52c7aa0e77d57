/**
 * `slotwire activate`: begins to renew the access of accounts that were taken over, a portion at a time. Each portion's
 * tokens are looked at first; where one of them was used since, somebody else still refreshes, and nothing is begun.
 */

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Service } from '../../server/app.ts';
import type { Environment } from '../../server/config.ts';
import { isUnavailable } from '../../server/db/index.ts';
import { Failure } from '../../server/errors.ts';
import type { Inspected } from '../../server/lifecycle/index.ts';
import { say, sayDone, sayProblem } from '../output.ts';
import { readId } from './import.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

interface Asked {
  tenant: string;
  portion: number;
  most?: number;
  user?: string[];
  dryRun?: boolean;
  leaveOut?: boolean;
  refresherStopped?: boolean;
}

const pollMs = 300;
/** Without a step forward for so long, somebody should look whether the service runs. */
const silentMs = 60_000;
const namedAtMost = 20;
const triesAtMost = 20;

export function activateCommand(program: Command, environment: Environment): void {
  program
    .command('activate')
    .description('begin to renew the access of accounts that were taken over; there is no way back')
    .option('--tenant <slug>', 'the tenant’s short name', 'demo')
    .option('--portion <count>', 'so many at a time', readId, 100)
    .option('--most <count>', 'stop after so many', readId)
    .option('--user <id...>', 'only these end users, by your own ids')
    .option('--dry-run', 'only ask Calendly what the tokens are worth, which uses nothing up')
    .option('--leave-out', 'pass over accounts whose token was used or revoked since')
    .option('--refresher-stopped', 'the older integration refreshes nothing any more')
    .action((asked: Asked) =>
      lettingGo(async (later) => {
        if (!asked.dryRun && !asked.refresherStopped) await confirm();
        const service = await runService(besideAnother(environment), later);
        const id = await service.findTenant(asked.tenant);
        if (!id) throw new Failure('not_found', { detail: `No tenant is called “${asked.tenant}”.` });
        await activateAll(service, id, asked);
      }),
    );
}

/** @throws Failure `activation_unconfirmed` */
async function confirm(): Promise<void> {
  say(
    'A refresh token works once. From its first refresh here on the older integration cannot refresh the account,',
  );
  say('and where it tries, Calendly may end that access for both. Its refresher must have stopped.');
  if (!process.stdin.isTTY) throw new Failure('activation_unconfirmed');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Has it stopped? [yes/no] ').finally(() => terminal.close());
  if (answer.trim().toLowerCase() !== 'yes') throw new Failure('activation_unconfirmed');
}

async function activateAll(service: Service, tenantId: string, asked: Asked): Promise<void> {
  const { portion, most = Number.POSITIVE_INFINITY, user = null, dryRun } = asked;
  let after: string | null = null;
  let seen = 0;
  let begun = 0;
  let failed = 0;
  let passed = 0;
  while (seen < most) {
    const limit = Math.min(portion, most - seen);
    const inspected = await service.activate.inspect(tenantId, { after, userIds: user, limit });
    if (inspected.length === 0) break;
    after = inspected.at(-1)!.accountId;
    seen += inspected.length;
    const bad = inspected.filter(({ standing }) => standing.kind !== 'good');
    passed += bad.length;
    if (bad.length > 0) judge(bad, asked);
    if (dryRun) continue;
    const accounts = await service.activate.begin(tenantId, inspected);
    begun += accounts.length;
    failed += await waitFor(service, tenantId, accounts);
    say(`${begun} activated${failed > 0 ? `, ${failed} of them in error` : ''}`);
  }
  if (dryRun) sayDone(`${seen - passed} tokens are good, ${passed} are not. Nothing was changed.`);
  else sayDone(`${begun} accounts are renewed here from now on.`);
  if (failed > 0) process.exitCode = 1;
}

/** @throws Failure `refresher_runs` unless they may be left out */
function judge(bad: readonly Inspected[], { dryRun, leaveOut }: Asked): void {
  for (const { userId, standing } of bad.slice(0, namedAtMost)) say(`  ${userId}: ${words[standing.kind]}`);
  if (bad.length > namedAtMost) say(`  and ${bad.length - namedAtMost} more`);
  if (!dryRun && !leaveOut) throw new Failure('refresher_runs', { detail: `${bad.length} of them.` });
}

const words = {
  good: 'good',
  used_up: 'its token was used since, or revoked',
  foreign: 'its token is of another Calendly user than the row told',
  key_lost: 'the key that sealed its token is lost',
};

/** Until all are through; how many came to an error. */
async function waitFor(service: Service, tenantId: string, accounts: readonly string[]): Promise<number> {
  let left = accounts.length;
  let since = performance.now();
  for (;;) {
    const { underWay, failed } = await look(service, tenantId, accounts);
    if (underWay.length === 0) {
      for (const userId of failed.slice(0, namedAtMost)) say(`  ${userId}: Calendly refused it`);
      return failed.length;
    }
    if (underWay.length < left) since = performance.now();
    left = underWay.length;
    if (performance.now() - since > silentMs) {
      sayProblem(
        `${left} accounts do not move.`,
        undefined,
        'Check that the service runs; it does the work.',
      );
      since = performance.now();
    }
    await pause(pollMs);
  }
}

/** What is begun goes on without us, so a database that is away for a moment is asked again. */
async function look(service: Service, tenantId: string, accounts: readonly string[]) {
  for (let tries = 1; ; tries++) {
    try {
      return await service.activate.progress(tenantId, accounts);
    } catch (error) {
      if (!isUnavailable(error) || tries === triesAtMost) throw error;
      await pause(pollMs * tries);
    }
  }
}
