/** `npm test`: everything, from types to the story in a real browser and each proof's short form. */
import {
  browserAsNobodyStage,
  browserStage,
  proofStages,
  runStages,
  staticStages,
  vitestStage,
} from './stages.ts';

const isRoot = process.getuid?.() === 0;
const proofs = await proofStages();

await runStages([
  staticStages,
  [vitestStage('unit')],
  [vitestStage('flows')],
  [browserStage],
  ...(isRoot ? [[browserAsNobodyStage]] : []),
  ...proofs.map((stage) => [stage]),
]);
