/**
 * The stages that `npm test` and `npm run check` are made of. A stage runs one program to its end,
 * counts what passed and failed, and keeps what it printed for the case that it failed.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listProofs } from './proofs/planted.ts';
import { type Ended, endOnSignal, runToEnd } from './support/run-to-end.ts';
import { copySource } from './support/source-copy.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const limitMs = 15 * 60_000;
const nobody = 65_534;

export interface StageResult {
  passed: number;
  failed: number;
  output: string;
  /** What the line of this stage tells besides the counts. */
  note?: string;
}

export interface Stage {
  name: string;
  run(): Promise<StageResult>;
}

interface Surroundings {
  folder?: string;
  user?: number;
  environment?: Record<string, string>;
}

/** Runs a program of `node_modules/.bin`. */
function runProgram(program: string, args: string[], where: Surroundings = {}): Promise<Ended> {
  const folder = where.folder ?? root;
  const bin = join(folder, 'node_modules', '.bin');
  return runToEnd(join(bin, program), args, {
    folder,
    limitMs,
    user: where.user,
    environment: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...where.environment },
  });
}

/** A program that is right when it ends with 0. */
function commandStage(name: string, program: string, ...args: string[]): Stage {
  return {
    name,
    async run() {
      const { code, output } = await runProgram(program, args);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
    },
  };
}

/** What needs no test to be run; side by side. */
export const staticStages: Stage[] = [
  commandStage('format and lint', 'biome', 'check', '.'),
  commandStage('types', 'tsc', '-b'),
  commandStage('dead code', 'knip', '--no-progress'),
];

/** Without one test that ran, a stage has failed, whatever its program says. */
function judge({ code, output }: Ended, passed: number, failed: number): StageResult {
  const silent = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed, output };
}

async function withReport<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-report-'));
  try {
    return await use(join(folder, 'report.json'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readReport<T extends object>(file: string): Promise<Partial<T>> {
  return readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as T,
    () => ({}),
  );
}

/** One project of `vitest.config.ts`. */
export function vitestStage(project: 'unit' | 'flows'): Stage {
  return {
    name: project,
    run: () =>
      withReport(async (file) => {
        const ended = await runProgram('vitest', [
          'run',
          `--project=${project}`,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${file}`,
        ]);
        const report = await readReport<{ numPassedTests: number; numFailedTests: number }>(file);
        return judge(ended, report.numPassedTests ?? 0, report.numFailedTests ?? 0);
      }),
  };
}

async function playwright(where: Surroundings, ...stories: string[]): Promise<StageResult> {
  return withReport(async (file) => {
    const own = where.folder === undefined ? file : join(where.folder, 'report.json');
    const ended = await runProgram(
      'playwright',
      ['test', '--config', 'test/e2e/playwright.config.ts', '--reporter=line,json', ...stories],
      { ...where, environment: { ...where.environment, PLAYWRIGHT_JSON_OUTPUT_FILE: own } },
    );
    const { stats } = await readReport<{ stats: { expected: number; unexpected: number } }>(own);
    return judge(ended, stats?.expected ?? 0, stats?.unexpected ?? 0);
  });
}

/** Every story in a real browser, as whoever runs the tests. */
export const browserStage: Stage = { name: 'e2e', run: () => playwright({}) };

/** The main job as a user without rights, from a copy of the source that is his; only root can become him. */
export const browserAsNobodyStage: Stage = {
  name: 'e2e as nobody',
  async run() {
    const copy = await copySource(nobody);
    try {
      const where = { folder: copy.folder, user: nobody };
      const reached = await runProgram('node', ['--version'], where);
      if (reached.code !== 0) {
        return { passed: 0, failed: 0, output: '', note: 'left out: nobody cannot reach this folder' };
      }
      return await playwright(
        { ...where, environment: { HOME: copy.folder, TMPDIR: copy.folder } },
        'main-job',
      );
    } finally {
      await copy.remove();
    }
  },
};

/** Their short forms take minutes; `npm run prove -- import` and `npm run prove -- silent-death` run them. */
const apart = ['import', 'silent-death'];

export async function proofStages(): Promise<Stage[]> {
  const names = (await listProofs()).filter((name) => !apart.includes(name));
  return names.map((name) => ({
    name: `prove ${name}`,
    async run() {
      const { code, output } = await runProgram('node', ['test/proofs/main.ts', name, '--short']);
      const { tried, held } = parseLastLine(output);
      const passed = code === 0 && tried !== undefined ? 1 : 0;
      return { passed, failed: 1 - passed, output, note: `${held ?? 0} of ${tried ?? 0} held` };
    },
  }));
}

function parseLastLine(output: string): { tried?: number; held?: number } {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  } catch {
    return {};
  }
}

export interface Group {
  stages: Stage[];
  /** So many of them side by side. */
  atOnce: number;
}

/** Runs groups one after another; the exit code says how it went. */
export async function runStages(groups: Group[]): Promise<void> {
  endOnSignal();
  const began = performance.now();
  const total = { passed: 0, failed: 0 };
  const fallen: { name: string; output: string }[] = [];
  async function runStage({ name, run }: Stage): Promise<void> {
    const from = performance.now();
    const { passed, failed, output, note } = await run();
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) fallen.push({ name, output });
    const mark = failed > 0 ? '✗' : passed > 0 ? '✓' : '–';
    const counts = passed + failed > 1 ? `${passed} passed, ${failed} failed` : '';
    console.log(
      [mark, name.padEnd(18), `${seconds(from)} s`.padStart(8), ' ', counts, note ?? ''].join(' ').trimEnd(),
    );
  }

  for (const { stages, atOnce } of groups) {
    const left = stages.values();
    const lane = async () => {
      for (const stage of left) await runStage(stage);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  for (const { name, output } of fallen) console.log(`\n── ${name} ──\n${output.trim()}`);
  console.log(`\n${seconds(began)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
