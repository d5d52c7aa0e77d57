export { createVault, type Vault } from './envelope.ts';
export { parseKeyRing } from './key-ring.ts';
