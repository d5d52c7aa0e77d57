/** `npm test`: everything, from types to the story in a real browser and each proof's short form. */
import {
  browserAsNobodyStage,
  browserStage,
  proofStages,
  runStages,
  type Stage,
  staticStages,
  vitestStage,
} from './stages.ts';

const isRoot = process.getuid?.() === 0;

const alone = (...stages: Stage[]) => ({ stages, atOnce: 1 });

await runStages([
  { stages: staticStages, atOnce: 3 },
  alone(vitestStage('unit'), vitestStage('flows'), browserStage, ...(isRoot ? [browserAsNobodyStage] : [])),
  // A proof waits more than it computes.
  { stages: await proofStages(), atOnce: 2 },
]);
