/** `slotwire sign-in`: a new one-time link for a member, made by whoever holds the machine. */
import type { Command } from 'commander';
import type { Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { signInAddress } from '../../server/tenants/index.ts';
import { say } from '../output.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

export function signInCommand(program: Command, environment: Environment): void {
  program
    .command('sign-in')
    .description('print a one-time link that signs a member in: the tenant’s first owner, unless told')
    .argument('[tenant]', 'the tenant’s short name', 'demo')
    .option('--email <email>', 'the member it is for')
    .action((slug: string, { email }: { email?: string }) =>
      lettingGo(async (later) => {
        const config = besideAnother(environment);
        const service = await runService(config, later);
        const id = await service.findTenant(slug);
        if (!id) throw new Failure('not_found', { detail: `No tenant is called “${slug}”.` });
        say(signInAddress(config.publicUrl, await service.createSignInLink(id, email)));
      }),
    );
}
