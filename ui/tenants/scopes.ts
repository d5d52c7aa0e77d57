/** What an API key may do, in words; in the order in which they are offered. */
import type { ApiScope } from '../../sdk/index.ts';

export const scopeWords: Readonly<Record<ApiScope, string>> = {
  'meetings:read': 'Read meetings',
  'accounts:read': 'Read accounts and their health',
  'accounts:write': 'Add, connect and disconnect accounts',
  'connections:read': 'Read connections',
  'connections:write': 'Add, change and delete connections',
  'deliveries:read': 'Read what Calendly sent',
  'deliveries:replay': 'Replay deliveries',
  'changes:read': 'Follow changes, live and from a cursor',
  'calendly:call': 'Call Calendly’s own API with accounts’ access',
};

export const scopes = Object.keys(scopeWords) as ApiScope[];

/** What a key for one end user may have: reading what is theirs. */
export const endUserScopes: readonly ApiScope[] = ['meetings:read', 'accounts:read', 'changes:read'];
