/** `slotwire sign-in`: a new one-time link for the tenant's owner, made by whoever holds the machine. */
import type { Command } from 'commander';
import type { Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { say } from '../output.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

export function signInCommand(program: Command, environment: Environment): void {
  program
    .command('sign-in')
    .description('print a one-time link that signs the tenant’s owner in')
    .argument('[tenant]', 'the tenant’s short name', 'demo')
    .action((slug: string) =>
      lettingGo(async (later) => {
        const config = besideAnother(environment);
        const service = await runService(config, later);
        const id = await service.findTenant(slug);
        if (!id) throw new Failure('not_found', { detail: `No tenant is called “${slug}”.` });
        say(signInAddress(config.publicUrl, await service.createSignInLink(id)));
      }),
    );
}

/** The secret stands behind `#`, which no browser sends and no log sees. */
export function signInAddress(publicUrl: string, secret: string): string {
  return `${publicUrl}/sign-in#${secret}`;
}
