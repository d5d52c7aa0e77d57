/** `slotwire emulator`: Calendly on this machine, for developing and for tests. */
import type { Command } from 'commander';
import { readOptions, runEmulator } from '../../emulator/main.ts';
import type { Environment } from '../../server/config.ts';
import { asFailure } from '../emulator.ts';
import { say } from '../output.ts';
import { untilStopped } from './run.ts';

export function emulatorCommand(program: Command, environment: Environment): void {
  program
    .command('emulator')
    .description('run the emulator of Calendly alone')
    .option('--host <host>', 'address to listen at; this machine only without one')
    .option('--port <port>', 'port to listen at')
    .option('--file <file>', 'where its state is kept; in memory without one')
    .option('--seed <seed>', 'a number to invent a company from, or a file that says who there is')
    .action((given: { host?: string; port?: string; file?: string; seed?: string }) =>
      untilStopped(async (later) => {
        const emulator = await asFailure(async () =>
          runEmulator({
            ...readOptions({
              ...environment,
              EMULATOR_HOST: given.host ?? environment.EMULATOR_HOST,
              EMULATOR_PORT: given.port ?? environment.EMULATOR_PORT,
              EMULATOR_FILE: given.file ?? environment.EMULATOR_FILE,
              EMULATOR_SEED: given.seed ?? environment.EMULATOR_SEED,
            }),
            beyond: given.host !== undefined,
          }),
        );
        later.push(() => emulator.close());
        say(`Emulator of Calendly at ${emulator.url}, its console and control interface under /_emulator`);
      }),
    );
}
