/** `npm run bench -- NAME`: one JSON line per figure; what it says on the way goes to standard error. */
import { readdir } from 'node:fs/promises';
import type { Bench } from './bench.ts';

const files = await readdir(import.meta.dirname);
const known = files
  .filter((file) => file.endsWith('.ts') && !['main.ts', 'bench.ts'].includes(file))
  .map((file) => file.slice(0, -3))
  .sort();
const name = process.argv[2];

if (name === undefined || !known.includes(name)) {
  console.error(`npm run bench -- NAME\n\nBenches: ${known.join(', ')}`);
  process.exitCode = 2;
} else {
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
  for await (const figure of bench.run({ say: (line) => console.error(`  ${line}`) })) {
    console.log(JSON.stringify(figure));
  }
}
