/** `slotwire import`: takes over what an older integration holds, from a file that it wrote. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { type Imported, parseImportRows } from '../../server/lifecycle/index.ts';
import { quiet, say, sayDone } from '../output.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

interface Asked {
  tenant: string;
  connection: number;
  dryRun?: boolean;
}

const toldAtMost = 50;

export function importCommand(program: Command, environment: Environment): void {
  program
    .command('import')
    .description(
      'take over accounts, tokens and subscriptions of an older integration; nothing is refreshed yet',
    )
    .argument('<file>', 'a JSON list, or one JSON object a line')
    .option('--tenant <slug>', 'the tenant’s short name', 'demo')
    .option('--connection <id>', 'the connection with the same OAuth application', readId, 1)
    .option('--dry-run', 'tell what would come of it and change nothing')
    .action((file: string, { tenant, connection, dryRun = false }: Asked) =>
      lettingGo(async (later) => {
        const { rows, problems } = parseImportRows(read(file));
        if (problems.length > 0) throw wrong(problems);
        const service = await runService(besideAnother(environment), later);
        const id = await service.findTenant(tenant);
        if (!id) throw new Failure('not_found', { detail: `No tenant is called “${tenant}”.` });
        tell(await service.import(id, connection, rows, { dry: dryRun }), dryRun);
      }),
    );
}

export function readId(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number from 1 on.');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure('import_wrong', { detail: `${file} cannot be read: ${code}.` });
  }
}

function wrong(problems: ReturnType<typeof parseImportRows>['problems']): Failure {
  const lines = problems.slice(0, toldAtMost).map(({ row, field, message }) => {
    const where = [row === 0 ? '' : `row ${row}`, field].filter((part) => part !== '').join(', ');
    return where === '' ? message : `${where}: ${message}`;
  });
  const more = problems.length - lines.length;
  return new Failure('import_wrong', {
    detail: [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
  });
}

const whys: Readonly<Record<Imported['leftOut'][number]['reason'], string>> = {
  erasing: 'this end user is being erased',
  disconnected: 'the person disconnected this account here; they connect again',
  other_calendly_user: 'this end user has another Calendly account here',
  other_connection: 'it was taken over through another connection before',
  subscription_is_another: 'its subscription is registered here for somebody else',
  too_many_subscriptions: 'its maker has eight subscriptions here, and no more keys are tried',
};

function tell({ accounts, subscriptions, leftOut }: Imported, dry: boolean): void {
  const lines = [
    `accounts: ${accounts.new} new, ${accounts.changed} with a newer token, ${accounts.same} as before, ${accounts.connected} connected here already`,
    `subscriptions: ${subscriptions.new} new, ${subscriptions.changed} with another key, ${subscriptions.same} as before, ${subscriptions.gone} gone since`,
  ];
  for (const line of lines) say(line);
  if (leftOut.length > 0) say(`left out: ${leftOut.length}`);
  for (const { row, userId, reason } of leftOut.slice(0, toldAtMost)) {
    say(`  row ${row}, ${userId}: ${whys[reason]}`);
  }
  if (leftOut.length > toldAtMost) say(quiet(`  and ${leftOut.length - toldAtMost} more`));
  if (dry) say('Nothing was changed: it was a dry run.');
  else sayDone('Taken over. Nothing is refreshed before `slotwire activate`.');
}
