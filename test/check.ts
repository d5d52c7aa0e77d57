/** `npm run check`: format, lint, types, dead code, and every test that needs no browser. */
import { runStages, staticStages, vitestStage } from './stages.ts';

await runStages([
  { stages: staticStages, atOnce: 3 },
  { stages: [vitestStage('unit'), vitestStage('flows')], atOnce: 1 },
]);
