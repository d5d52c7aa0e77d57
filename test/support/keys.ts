/** The key ring of every test: the same in each process of one, so that they open what the others sealed. */
import { createHash } from 'node:crypto';
import { Secret } from '../../server/secret.ts';

export const testKeys = new Secret(`test:${createHash('sha256').update('a key for tests').digest('base64')}`);
