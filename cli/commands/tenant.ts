/** `slotwire tenant create`: another tenant with its first owner, and the one-time link that signs them in. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from '../../server/config.ts';
import { Failure } from '../../server/errors.ts';
import { signInAddress } from '../../server/tenants/index.ts';
import { say, sayDone } from '../output.ts';
import { besideAnother, lettingGo, runService } from './run.ts';

const environments = ['development', 'staging', 'production'] as const;

interface Wanted {
  name: string;
  slug?: string;
  environment: (typeof environments)[number];
  owner: string;
}

export function tenantCommand(program: Command, environment: Environment): void {
  const tenant = program.command('tenant').description('the applications that use this installation');
  tenant
    .command('create')
    .description('make a tenant and print the link that signs its owner in')
    .requiredOption('--name <name>', 'what its pages call it', readName)
    .option('--slug <slug>', 'its short name in addresses; made from the name when left out', readSlug)
    .addOption(new Option('--environment <which>').choices(environments).default('production'))
    .option('--owner <email>', 'whose first sign-in it is', 'owner@example.com')
    .action(({ name, slug = slugOf(name), environment: kind, owner: email }: Wanted) =>
      lettingGo(async (later) => {
        if (slug === '') tenant.error('No short name can be made from this name: give one with --slug.');
        const config = besideAnother(environment);
        const service = await runService(config, later);
        const owner = { name: 'Owner', email };
        const { id, created } = await service.ensureTenant({
          slug,
          name,
          environment: kind,
          demo: null,
          owner,
        });
        if (!created) throw new Failure('tenant_taken', { detail: `It is “${slug}”.` });
        sayDone(`Tenant ${slug}`);
        say(signInAddress(config.publicUrl, await service.createSignInLink(id)));
        say(`A new link later: npm run slotwire -- sign-in ${slug}`);
      }),
    );
}

function readName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 100) throw new InvalidArgumentError('1 to 100 characters.');
  return name;
}

function readSlug(text: string): string {
  if (/^[a-z][a-z0-9-]{0,39}$/.test(text)) return text;
  throw new InvalidArgumentError('A small letter, then small letters, digits or -, 40 in all.');
}

/** `Züri Bäder AG` → `zuri-bader-ag` */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const joined = plain.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '');
  return joined.slice(0, 40).replace(/-+$/, '');
}
