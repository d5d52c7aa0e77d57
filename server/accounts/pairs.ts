/** Pairs of tokens, and personal access tokens, as they are stored: each sealed for its account, connection and column. */
import type { Tokens } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import type { Pair } from './token-store.ts';

export interface Holder {
  tenantId: string;
  accountId: string;
  connectionId: number;
}

type Column = 'access' | 'refresh' | 'spare';

type Named = Pick<Tokens, 'accessToken' | 'ownerUri' | 'scopes'> &
  Partial<Pick<Tokens, 'acceptedSecret'>> &
  Pick<Pair, 'pairId'>;

/** Tokens of OAuth as they came, with a name. */
export type GivenPair = Named & { refreshToken: Secret; expiresAt: string };
/** A personal access token, which is never renewed and cannot be given back. */
export type GivenToken = Named & { refreshToken: null; expiresAt: null };
export type Given = GivenPair | GivenToken;

export interface Pairs {
  name(tokens: Tokens): GivenPair;
  seal(holder: Holder, given: Given): Pair;
  sealSpare(holder: Holder, refreshToken: Secret): Buffer;
  open(holder: Holder, column: Column, sealed: Buffer): Secret;
  /** Whether it never opens again. */
  isLost(sealed: Buffer): boolean;
}

export function createPairs({ clock, ids, vault }: { clock: Clock; ids: Ids; vault: Vault }): Pairs {
  function place({ tenantId, accountId, connectionId }: Holder, column: Column) {
    return { tenantId, table: 'token_sets', row: `${accountId}/${connectionId}`, column };
  }
  return {
    name: ({ expiresInSeconds, organizationUri: _, ...given }) => ({
      ...given,
      pairId: ids.uuid(),
      expiresAt: isoMicros(clock.now() + expiresInSeconds * 1000),
    }),
    seal(holder, { pairId, accessToken, ...rest }) {
      const access = { pairId, accessSealed: vault.seal(accessToken, place(holder, 'access')) };
      if (rest.refreshToken === null) return { ...access, refreshSealed: null, expiresAt: null };
      const refreshSealed = vault.seal(rest.refreshToken, place(holder, 'refresh'));
      return { ...access, refreshSealed, expiresAt: rest.expiresAt };
    },
    sealSpare: (holder, refreshToken) => vault.seal(refreshToken, place(holder, 'spare')),
    open: (holder, column, sealed) => vault.open(sealed, place(holder, column)),
    isLost: vault.isLost,
  };
}
