#!/usr/bin/env -S node --max-semi-space-size=8 --max-old-space-size=512
/** The program `slotwire`: one command per file; the only reader of the process's environment. */
import { Command } from 'commander';
import { type Environment, secretVariables } from '../server/config.ts';
import { Failure } from '../server/errors.ts';
import { activateCommand } from './commands/activate.ts';
import { adoptCommand } from './commands/adopt.ts';
import { doctorCommand } from './commands/doctor.ts';
import { emulatorCommand } from './commands/emulator.ts';
import { importCommand } from './commands/import.ts';
import { keysCommand } from './commands/keys.ts';
import { migrateCommand } from './commands/migrate.ts';
import { moveOverCommand } from './commands/move-over.ts';
import { probeCommand } from './commands/probe.ts';
import { serveCommand } from './commands/serve.ts';
import { signInCommand } from './commands/sign-in.ts';
import { startCommand } from './commands/start.ts';
import { tenantCommand } from './commands/tenant.ts';
import { sayProblem } from './output.ts';

const environment: Environment = { ...process.env };
for (const name of secretVariables) delete process.env[name];
const program = new Command('slotwire')
  .description('Each of your users’ own Calendly, wired into your application.')
  .showHelpAfterError();

for (const command of [
  startCommand,
  serveCommand,
  migrateCommand,
  signInCommand,
  tenantCommand,
  emulatorCommand,
  keysCommand,
  adoptCommand,
  importCommand,
  activateCommand,
  moveOverCommand,
  probeCommand,
  doctorCommand,
]) {
  command(program, environment);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  sayProblem(error.message, undefined, error.wayOut);
  process.exitCode = 1;
}
