/** `npm start`: everything on a machine that has nothing; service, emulator, database, UI, a company in it. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { readOptions, runEmulator } from '../../emulator/main.ts';
import { type Config, type Environment, readConfig } from '../../server/config.ts';
import { readConfigFile } from '../../server/config-file.ts';
import { makeFolder } from '../../server/db/index.ts';
import { signInAddress } from '../../server/tenants/index.ts';
import { connectDemo, demoTenant } from '../demo.ts';
import { asFailure } from '../emulator.ts';
import { quiet, say, sayDone, strong } from '../output.ts';
import { ensureUi } from '../ui-build.ts';
import { localEnvironment } from './local.ts';
import { configure, runService, type Stopping, untilStopped } from './run.ts';

export function startCommand(program: Command, environment: Environment): void {
  program
    .command('start')
    .description('run everything on this machine: service, emulator, database, UI')
    .action(() =>
      untilStopped(async (later) => {
        const config = readConfig({ LOG_LEVEL: 'warn', ...localEnvironment(environment) });
        const file = await readConfigFile(config.configFile, environment);
        const ui = ensureUi();
        ui.catch(() => undefined);
        if (config.calendly.kind === 'emulator') await startEmulator(config, environment, later);
        const service = await runService(config, later, ui);
        if (await ui) sayDone('UI built');
        await service.work();
        const tenant = await service.ensureTenant(demoTenant);
        await configure(service, file);
        const address = await service.listen();
        if (tenant.created && config.calendly.kind === 'emulator') {
          await connectDemo({
            serviceUrl: address,
            emulatorUrl: config.calendly.apiUrl,
            link: await service.createSignInLink(tenant.id),
            progress: sayDone,
          });
        }
        say();
        say(`  ${strong('Slotwire')}  ${config.publicUrl}`);
        if (config.calendly.kind === 'emulator') say(`  ${strong('Emulator')}  ${config.calendly.apiUrl}`);
        say(
          `  ${strong('Sign in')}   ${signInAddress(config.publicUrl, await service.createSignInLink(tenant.id))}`,
        );
        say(`            ${quiet('once, within 15 minutes; a new one: npm run slotwire -- sign-in')}`);
        say();
      }),
    );
}

async function startEmulator(config: Config, environment: Environment, later: Stopping): Promise<void> {
  const { port } = new URL(config.calendly.apiUrl);
  makeFolder(config.dataFolder);
  const emulator = await asFailure(async () =>
    runEmulator(
      readOptions({
        ...environment,
        EMULATOR_HOST: config.host,
        EMULATOR_PORT: port,
        EMULATOR_FILE: environment.EMULATOR_FILE ?? join(config.dataFolder, 'emulator.sqlite'),
      }),
    ),
  );
  later.push(() => emulator.close());
}
