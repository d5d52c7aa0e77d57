/** What a bench is: ours beside another in the same run, interleaved; medians, never a judgement. */
export interface BenchFigure {
  bench: string;
  figure: string;
  ours: number;
  other: number;
  otherName: string;
  unit: string;
  /** ours ÷ other. */
  ratio: number;
}

/** A file `test/bench/NAME.ts` exports one as `bench`; each figure becomes one JSON line. */
export interface Bench {
  name: string;
  run(options: { say(line: string): void }): AsyncIterable<BenchFigure>;
}
