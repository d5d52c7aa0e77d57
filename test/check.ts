/** `npm run check`: format, lint, types, dead code, and every test that needs no browser. */
import { runStages, staticStages, vitestStage } from './stages.ts';

await runStages([staticStages, [vitestStage('unit')], [vitestStage('flows')]]);
