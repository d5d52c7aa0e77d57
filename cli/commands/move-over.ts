/** `slotwire move-over`: whom an older integration's organization subscriptions still serve alone, and letting one go. */
import type { Command } from 'commander';
import type { Service } from '../../server/app.ts';
import type { Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { say, sayDone, strong } from '../output.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

interface Asked {
  tenant: string;
  letGo?: string;
  without?: string[];
}

export function moveOverCommand(program: Command, environment: Environment): void {
  program
    .command('move-over')
    .description(
      'which subscriptions of whole organizations an older integration left, and whom they alone serve',
    )
    .option('--tenant <slug>', 'the tenant’s short name', 'demo')
    .option('--let-go <id>', 'this one may go')
    .option(
      '--without <uri...>',
      'although it alone serves these Calendly users; exactly those that are listed',
    )
    .action((asked: Asked) =>
      lettingGo(async (later) => {
        const service = await runService(besideAnother(environment), later);
        const id = await service.findTenant(asked.tenant);
        if (!id) throw new Failure('not_found', { detail: `No tenant is called “${asked.tenant}”.` });
        if (asked.letGo === undefined) await tellAll(service, id);
        else await letGo(service, id, asked.letGo, asked.without ?? []);
      }),
    );
}

async function tellAll(service: Service, tenantId: string): Promise<void> {
  const all = await service.listOlder(tenantId);
  if (all.length === 0) sayDone('None is left.');
  for (const { calendlyUuid, creator, organization, rest, confirmed, watchedUntil, problem } of all) {
    say(strong(calendlyUuid));
    say(`  of ${organization}, made by ${creator}`);
    for (const host of rest)
      say(`  alone serves ${host}${confirmed.includes(host) ? ' (may go without)' : ''}`);
    if (problem)
      say(`  No connected account may delete it. ${creator} can, or an owner or administrator there.`);
    else if (rest.length === 0)
      say(`  serves nobody alone; goes by itself when watched until ${watchedUntil}`);
  }
}

async function letGo(service: Service, tenantId: string, uuid: string, without: string[]): Promise<void> {
  const gone = await service.letGo(tenantId, uuid, without);
  if (!gone) throw new Failure('not_found', { detail: `No subscription ${uuid} of an organization stands.` });
  if (!gone.ok) {
    throw new Failure('rest_is_another', {
      detail: gone.others.length > 0 ? gone.others.join('\n') : 'Nobody.',
    });
  }
  sayDone('It is deleted at Calendly as soon as everybody else has a subscription of their own that works.');
}
