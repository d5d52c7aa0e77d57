/** `npm test`: everything, from types to the story in a real browser and each proof's short form, but two. */
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

const proofs = await proofStages();
/** It counts the seconds in which calls are let go, and wants the machine for itself. */
const counting = 'prove budget';
const alone = (...stages: Stage[]) => ({ stages, atOnce: 1 });

await runStages([
  { stages: staticStages, atOnce: 3 },
  alone(vitestStage('unit'), vitestStage('flows'), browserStage, ...(isRoot ? [browserAsNobodyStage] : [])),
  alone(...proofs.filter(({ name }) => name === counting)),
  // A proof waits more than it computes.
  { stages: proofs.filter(({ name }) => name !== counting), atOnce: 2 },
]);
