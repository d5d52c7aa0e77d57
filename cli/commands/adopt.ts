/**
 * `slotwire adopt`: a database that belongs to another installation becomes one of its own, without what could act
 * at Calendly for the original; or, where the installation itself has moved, is bound to where it is now.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Config, Environment } from '../../server/config.ts';
import { beginAdoption, bind, connect } from '../../server/db/index.ts';
import { Failure } from '../../server/errors.ts';
import { createLog } from '../../server/log.ts';
import { openDatabase } from '../../server/open.ts';
import { say, sayDone } from '../output.ts';
import { besideAnother, lettingGo, type Stopping, serviceOver } from './run.ts';

interface Asked {
  yes?: boolean;
  moved?: boolean;
}

export function adoptCommand(program: Command, environment: Environment): void {
  program
    .command('adopt')
    .description('make a copy of a database an installation of its own, which wipes its tokens')
    .option(
      '--moved',
      'it is no copy: the installation itself has moved here, and the former place has stopped',
    )
    .option('--yes', 'do not ask')
    .action((asked: Asked) =>
      lettingGo(async (later) => {
        const config = besideAnother(environment);
        tellBefore(config, asked);
        if (!asked.yes) await confirm();
        if (asked.moved) await move(config, later);
        else await adopt(config, later);
        sayDone(`From now on this database serves ${config.publicUrl}`);
      }),
    );
}

function tellBefore({ publicUrl }: Config, { moved }: Asked): void {
  if (moved) {
    say(`This installation will serve ${publicUrl} from now on, with all its tokens.`);
    say('The former place must have stopped for good: where both run, each refresh ends the other’s access.');
    say('Subscriptions are moved to the new address one by one, as soon as it runs.');
    return;
  }
  say(`This database will be an installation of its own, which serves ${publicUrl}.`);
  say('Every access and refresh token in it is wiped, and so is every key and address of its subscriptions.');
  say('Accounts then are disconnected here and have to be connected again. Meetings stay.');
  say('Nothing changes at Calendly, and nothing for the original.');
}

/** @throws Failure `adoption_unconfirmed` */
async function confirm(): Promise<void> {
  if (!process.stdin.isTTY) throw new Failure('adoption_unconfirmed');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Go on? [yes/no] ').finally(() => terminal.close());
  if (answer.trim().toLowerCase() !== 'yes') throw new Failure('adoption_unconfirmed');
}

async function move(config: Config, later: Stopping): Promise<void> {
  const { stop } = await openDatabase(config, createLog(config.logLevel), (client) => bind(client, config));
  later.push(stop);
}

/** Unbound first and bound last: between, nothing serves from it. */
async function adopt(config: Config, later: Stopping): Promise<void> {
  const opened = await openDatabase(config, createLog(config.logLevel), beginAdoption);
  later.push(opened.stop);
  const service = await serviceOver(config, opened, later);
  const wiped = await service.wipeGrants();
  await rm(join(config.dataFolder, 'journal'), { recursive: true, force: true });
  const client = await connect(opened.direct);
  try {
    await bind(client, config);
  } finally {
    await client.end();
  }
  sayDone(`${wiped} accounts were disconnected here; their tokens are wiped`);
}
