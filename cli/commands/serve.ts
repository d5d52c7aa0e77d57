/** `slotwire serve` and `slotwire work`: the service in production, in one process or in many. */
import type { Command } from 'commander';
import { type Environment, readConfig } from '../../server/config.ts';
import { readConfigFile } from '../../server/config-file.ts';
import { say } from '../output.ts';
import { ensureUi } from '../ui-build.ts';
import { configure, runService, untilStopped } from './run.ts';

export function serveCommand(program: Command, environment: Environment): void {
  program
    .command('serve')
    .description('answer HTTP, and work unless told otherwise')
    .option('--no-work', 'answer only; another process works')
    .action((options: { work: boolean }) =>
      untilStopped(async (later) => {
        const config = readConfig(environment);
        const file = await readConfigFile(config.configFile, environment);
        await ensureUi();
        const service = await runService(config, later);
        await configure(service, file);
        if (options.work) await service.work();
        say(`Slotwire answers at ${await service.listen()}`);
      }),
    );
  program
    .command('work')
    .description('work only: jobs and received deliveries')
    .action(() =>
      untilStopped(async (later) => {
        const service = await runService(readConfig(environment), later);
        await service.work();
        say('Slotwire works');
      }),
    );
}
