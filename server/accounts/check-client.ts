/**
 * Whether Calendly takes a client id and secret together, with nobody's consent at hand: a code is brought that was
 * never given. Refusing the code says that the client was accepted, since that is judged first. 256 random bits stand
 * for nobody's consent, so that nothing can come of it.
 */
import { type Calendly, isCalendlyError, type OAuthClient } from '../calendly/index.ts';
import { Failure } from '../errors.ts';
import type { Ids } from '../ids.ts';
import { Secret } from '../secret.ts';
import type { TokenCalls } from './token-calls.ts';

/**
 * The secret that was accepted, or undefined when Calendly refuses every one that there is.
 * @throws CalendlyError for an answer that says neither, Failure `tried_too_often`
 */
export type CheckClient = (
  client: OAuthClient,
) => Promise<{ which: 'present' | 'next'; secret: Secret } | undefined>;

export function createCheckClient(deps: {
  calendly: Calendly;
  ids: Ids;
  tokenCalls: TokenCalls;
  redirectUri: string;
}): CheckClient {
  const { calendly, ids, tokenCalls, redirectUri } = deps;

  async function accepts(client: OAuthClient): Promise<boolean> {
    if (!(await tokenCalls.take(client.clientId, 'nobody'))) throw new Failure('tried_too_often');
    const verifier = new Secret(ids.secret());
    try {
      await calendly.oauth.exchange(client, { code: ids.secret(), verifier, redirectUri });
    } catch (error) {
      if (isCalendlyError(error, 'invalid_client')) return false;
      if (!isCalendlyError(error, 'invalid_grant')) throw error;
    }
    return true;
  }

  return async ({ clientId, clientSecret, nextSecret }) => {
    if (await accepts({ clientId, clientSecret })) return { which: 'present', secret: clientSecret };
    if (!nextSecret || !(await accepts({ clientId, clientSecret: nextSecret }))) return undefined;
    return { which: 'next', secret: nextSecret };
  };
}
