/** What a proof is: it drives the real thing, counts what held, and names what fell. */
export interface ProofOptions {
  seed: number;
  /** The short form that `npm test` runs: seconds, not minutes. */
  short: boolean;
  say(line: string): void;
}

export interface ProofResult {
  /** How many cases were tried; `held` equals it when all is well. */
  tried: number;
  held: number;
  /** Acknowledged and without effect. */
  lost: number;
  /** Had a second effect. */
  duplicated: number;
  /** What was driven, counted: kills, kills in flight, honest, forged, … */
  drove: Record<string, number>;
  /** What fell, in words, at most a few dozen lines. */
  fallen: string[];
}

/** A file `test/proofs/NAME.ts` exports one as `proof`. */
export interface Proof {
  name: string;
  run(options: ProofOptions): Promise<ProofResult>;
}
