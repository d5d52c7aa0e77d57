/** The environment of a machine where nothing was configured: Calendly is the emulator beside us. */
import type { Environment } from '../../server/config.ts';

export function localEnvironment(environment: Environment): Environment {
  const chosen = environment.CALENDLY_EMULATOR_URL ?? environment.CALENDLY_API_URL;
  if (chosen !== undefined) return environment;
  const beside = `http://localhost:${environment.EMULATOR_PORT ?? '4610'}`;
  // What is wrong with the port is told of the port.
  const emulator = URL.canParse(beside) ? beside : 'http://localhost:4610';
  return { CLOCK: `follow:${emulator}`, ...environment, CALENDLY_EMULATOR_URL: emulator };
}
