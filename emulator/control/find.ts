/** People and event types as a person names them: by id, URI, slug or e-mail. */
import type { EventType, User } from '../entities.ts';
import type { State } from '../state.ts';
import { idFrom } from '../uris.ts';
import { type Control, type ControlAnswer, wrong } from './control.ts';

export function findUser(state: State, named: unknown): User | undefined {
  if (typeof named !== 'string') return undefined;
  return state.users.get(idFrom(named)) ?? state.users.where('slug = ? or email = ?', named, named)[0];
}

export const namesNobody = (): ControlAnswer => wrong('“user” names nobody; give an id, slug or e-mail.');

/** Acts on the person whom `user` of the body names. */
export function onUser(
  state: State,
  act: (user: User, body: Record<string, unknown>) => ControlAnswer,
): Control['act'] {
  return ({ body }) => {
    const user = findUser(state, body.user);
    return user ? act(user, body) : namesNobody();
  };
}

/** `owner/slug`, a slug that only one type has, or a URI or id. */
export function findEventType(state: State, named: unknown): EventType | undefined {
  if (typeof named !== 'string') return undefined;
  const byId = state.eventTypes.get(idFrom(named));
  if (byId) return byId;
  const [owner, slug] = named.split('/');
  if (slug !== undefined) {
    const user = findUser(state, owner);
    return user && state.findEventType(user.id, slug);
  }
  const found = state.eventTypes.where(`row ->> '$.slug' = ? limit 2`, named);
  return found.length === 1 ? found[0] : undefined;
}
