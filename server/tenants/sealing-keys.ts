/** Which key seals the secrets of the whole installation, and how far those under another were taken over to it. */
import type { SealingKeys } from '../../sdk/types.ts';
import { type Route, route } from '../http/index.ts';
import type { RewrapState } from '../vault/index.ts';
import { sealingKeys } from './answers.ts';

export function sealingKeyRoutes({ rewrapState }: { rewrapState: RewrapState }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/settings/keys',
      summary: 'Which key seals every secret, and how far a change of it has come',
      access: 'operator',
      scope: 'session',
      answers: 200,
      answer: sealingKeys,
      handler: (): Promise<SealingKeys> => rewrapState(),
    }),
  ];
}
