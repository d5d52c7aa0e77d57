/** An account's deliveries as they were judged, and what they tell the meetings. Pure. */
import { joinPictures, type Picture } from '../meetings/index.ts';
import type { Judgement } from './judge.ts';
import type { Waiting, Whose } from './store.ts';

export interface Judged {
  delivery: Waiting;
  judgement: Judgement;
}

export interface Group {
  account: Whose & { endUserId: string };
  judged: readonly Judged[];
}

/** What was read of older ends, by the URI that named them. */
export type Older = ReadonlyMap<string, Picture[]>;

type Observation = Extract<Judgement, { kind: 'observation' }>;

const observationsOf = (judged: readonly Judged[]): Observation[] =>
  judged.flatMap(({ judgement }) => (judgement.kind === 'observation' ? [judgement] : []));

/** In the order of the deliveries that tell something. */
export function tellingsOf(judged: readonly Judged[], older: Older) {
  return observationsOf(judged).map(({ picture, olderUri }) => ({
    cause: 'delivery' as const,
    picture: ((olderUri && older.get(olderUri)) || []).reduce(joinPictures, picture),
  }));
}

/** Older ends that are named and not told of by the same deliveries, each once. */
export function olderUrisOf(judged: readonly Judged[]): string[] {
  const observations = observationsOf(judged);
  const told = new Set(observations.flatMap(({ picture }) => [...picture.invitees.keys()]));
  const named = observations.flatMap(({ olderUri }) => olderUri ?? []);
  return [...new Set(named)].filter((uri) => !told.has(inviteeOf(uri)));
}

export function inviteeOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
