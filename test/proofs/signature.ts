/**
 * Nothing but a true signature verifies, and every true one does: over raw bytes, with whichever key of the
 * candidates, however the header is written, and whatever the time. By the function itself, and by what has an
 * effect in a service that is posted to.
 */
import { type Verdict, verifyDelivery } from '../../server/calendly/index.ts';
import type { Proof } from './proof.ts';
import { type Case, honestCase, seeded } from './signature/honest.ts';
import { nearMiss } from './signature/near-misses.ts';
import { driveOverHttp } from './signature/over-http.ts';

type Verify = typeof verifyDelivery;

const cases = {
  short: { pure: 30_000, http: 500 },
  long: { pure: 1_000_000, http: 20_000 },
};
const honestPart = 0.15;
const controlCases = 1000;

export const proof: Proof = {
  name: 'signature',
  async run({ seed, short, say }) {
    const count = short ? cases.short : cases.long;
    const pure = drive(verifyDelivery, seed, count.pure);
    say(`${count.pure} deliveries to the function, ${pure.drove.honest} of them honest`);
    const http = await driveOverHttp(seed, count.http);
    say(`${count.http} over HTTP, ${http.drove['http honest']} of them honest`);
    const tried = count.pure + count.http;
    const lost = pure.lost + http.lost;
    return {
      tried,
      held: tried - lost - pure.admitted - http.admitted,
      lost,
      duplicated: 0,
      drove: { ...pure.drove, ...http.drove },
      fallen: [...pure.fallen, ...unnoticed(seed), ...http.fallen],
    };
  },
};

/** Judges verdicts over the function itself. */
function drive(verify: Verify, seed: number, count: number) {
  const random = seeded(seed);
  const drove: Record<string, number> = { honest: 0, header: 0, body: 0, key: 0, time: 0 };
  const fell = new Map<string, number>();
  let lost = 0;
  let admitted = 0;
  for (let i = 0; i < count; i += 1) {
    const one = random() < honestPart ? honestCase(random) : nearMiss(random);
    drove[one.group]! += 1;
    if (isRight(one, verdictOf(verify, one))) continue;
    if (one.expected) lost += 1;
    else admitted += 1;
    const words = one.expected
      ? `honest, not verified as it was signed: ${one.name}`
      : `let in: ${one.group}, ${one.name}`;
    fell.set(words, (fell.get(words) ?? 0) + 1);
  }
  return {
    lost,
    admitted,
    drove,
    fallen: [...fell].slice(0, 24).map(([words, times]) => `${words} (${times} times)`),
  };
}

function verdictOf(verify: Verify, { delivery }: Case): Verdict | undefined {
  try {
    return verify(delivery);
  } catch {
    return undefined;
  }
}

function isRight({ expected, delivery }: Case, verdict: Verdict | undefined): boolean {
  if (!verdict) return false;
  if (!expected) return !verdict.ok;
  return (
    verdict.ok &&
    verdict.key === expected.key &&
    verdict.signedAt === expected.signedAt &&
    verdict.stale === expected.stale &&
    verdict.verified.bytes === delivery.body
  );
}

/** The positive control: a check that refuses all, or lets all in, must be noticed. */
function unnoticed(seed: number): string[] {
  const refuseAll: Verify = () => ({ ok: false, reason: 'no_match' });
  const letIn: Verify = (delivery) => {
    const verdict = verifyDelivery(delivery);
    return verdict.ok
      ? verdict
      : { ok: true, verified: { bytes: delivery.body } as never, key: 'own', signedAt: 0, stale: false };
  };
  const refused = drive(refuseAll, seed, controlCases);
  const admitted = drive(letIn, seed, controlCases);
  return [
    ...(refused.lost === refused.drove.honest && refused.lost > 0
      ? []
      : ['a check that refuses all was not noticed']),
    ...(admitted.admitted === controlCases - admitted.drove.honest!
      ? []
      : ['a check that lets all in was not noticed']),
  ];
}
