export { createVault, type Place, type Vault } from './envelope.ts';
export { parseKeyRing } from './key-ring.ts';
