/**
 * `npm run prove -- NAME [--seed N] [--short]`   runs one proof; the last line is its result as JSON
 * `npm run prove -- NAME --planted`              shows that it falls on each fault planted for it
 * `npm run prove -- --all [--short] [--planted]` the same for every proof
 * Exit: 0 all held · 1 something fell · 2 it could not be run. A planted fault counts as caught only by 1.
 */
import { parseArgs } from 'node:util';
import { endOnSignal } from '../support/run-to-end.ts';
import { listProofs, provePlanted } from './planted.ts';
import type { Proof, ProofResult } from './proof.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});

endOnSignal();
process.exitCode = await main();

async function main(): Promise<number> {
  const known = await listProofs();
  const names = values.all ? known : positionals;
  const unknown = names.filter((name) => !known.includes(name));
  if (names.length === 0 || unknown.length > 0) {
    if (unknown.length > 0) console.error(`There is no proof “${unknown.join('”, “')}”.`);
    console.error(`npm run prove -- NAME [--seed N] [--short] [--planted]\n\nProofs: ${known.join(', ')}`);
    return 2;
  }
  let worst = 0;
  for (const name of names) worst = Math.max(worst, await (values.planted ? plant(name) : prove(name)));
  return worst;
}

async function prove(name: string): Promise<number> {
  const seed = Number(values.seed ?? (values.short ? 1 : Date.now() % 2 ** 31));
  const began = performance.now();
  const say = (line: string) => console.log(`  ${line}`);
  console.log(`${name}${values.short ? ', short' : ''}, seed ${seed}`);
  let result: ProofResult;
  try {
    const { proof } = (await import(`./${name}.ts`)) as { proof: Proof };
    result = await proof.run({ seed, short: values.short, say });
  } catch (error) {
    console.error(error);
    return 2;
  }
  const { tried, held, lost, duplicated, drove, fallen } = result;
  for (const line of fallen) console.log(`  fell: ${line}`);
  const seconds = Math.round((performance.now() - began) / 10) / 100;
  console.log(JSON.stringify({ name, tried, held, lost, duplicated, seconds, seed, drove }));
  const good = tried > 0 && held === tried && lost === 0 && duplicated === 0 && fallen.length === 0;
  return good ? 0 : 1;
}

async function plant(name: string): Promise<number> {
  const { planted, missed, spoilt } = await provePlanted(name, (line) => console.log(`  ${line}`));
  const caught = planted - missed.length;
  console.log(JSON.stringify({ name, planted, caught, missed }));
  if (spoilt) return 2;
  return planted > 0 && caught === planted ? 0 : 1;
}
