export { createEmulator } from './emulator.ts';
export { trialRoutes } from './routes.ts';
export { createTrial } from './trial.ts';
