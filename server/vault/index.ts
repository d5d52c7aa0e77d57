export { createVault, type Place, type Vault } from './envelope.ts';
export { type HeldRing, holdRing, type ReadKeys } from './held-ring.ts';
export { giveUpKey, type KeyStatus, readKeyStatus, type SealedPlaces } from './key-count.ts';
export { type KeyRing, parseKeyRing } from './key-ring.ts';
export { createRewrapState, type RewrapState } from './rewrap-state.ts';
export { createRotation } from './rotation.ts';
export type { SealedTable } from './sealed-table.ts';
