/**
 * Seals secrets with AES-256-GCM, each under a fresh random nonce and bound to the one place it is stored in:
 * what was moved, cut or changed does not open.
 *
 *     version (1) | length of key id (1) | key id | nonce (12) | ciphertext | tag (16)
 *
 * Random nonces are good for 2³² seals under one key; a ring is rotated long before.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from '../errors.ts';
import { Secret } from '../secret.ts';
import { type KeyRing, keyIdShape } from './key-ring.ts';

/** Where a sealed secret is stored. It opens nowhere else. */
export interface Place {
  tenantId: string;
  table: string;
  row: string;
  column: string;
}

export interface Vault {
  seal(secret: Secret, place: Place): Buffer;
  sealBytes(bytes: Buffer, place: Place): Buffer;
  /** @throws Failure `secret_unreadable` */
  open(sealed: Buffer, place: Place): Secret;
  /** @throws Failure `secret_unreadable` */
  openBytes(sealed: Buffer, place: Place): Buffer;
  /** Whether it never opens again, since its key is lost and was given up. */
  isLost(sealed: Buffer): boolean;
  /** Under which key it was sealed; undefined when it is no envelope. */
  keyIdOf(sealed: Buffer): string | undefined;
}

const version = 1;
const cipher = 'aes-256-gcm';
const nonceLength = 12;
/** Always told to Node, which otherwise takes a tag of four bytes for good. */
const authTagLength = 16;

export function createVault(ring: KeyRing): Vault {
  const vault: Vault = {
    seal: (secret, place) => vault.sealBytes(Buffer.from(secret.reveal()), place),
    open: (sealed, place) => new Secret(vault.openBytes(sealed, place).toString('utf8')),

    sealBytes(bytes, place) {
      const { id, key } = ring.current;
      const nonce = randomBytes(nonceLength);
      const sealing = createCipheriv(cipher, key, nonce, { authTagLength });
      sealing.setAAD(associated(id, place));
      return Buffer.concat([headOf(id), nonce, sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
    },

    openBytes(sealed, place) {
      const parts = take(sealed);
      if (!parts) throw unreadable(place, 'What is stored is not a sealed secret.');
      const key = ring.find(parts.keyId);
      if (!key) throw unreadable(place, `The key ring has no key “${parts.keyId}”.`);
      const opening = createDecipheriv(cipher, key, parts.nonce, { authTagLength });
      opening.setAAD(associated(parts.keyId, place));
      opening.setAuthTag(parts.tag);
      try {
        return Buffer.concat([opening.update(parts.ciphertext), opening.final()]);
      } catch (cause) {
        throw unreadable(place, 'It was changed, or sealed for another place or under another key.', cause);
      }
    },

    isLost: (sealed) => ring.isLost(take(sealed)?.keyId ?? ''),
    keyIdOf: (sealed) => take(sealed)?.keyId,
  };
  return vault;
}

/** How everything begins that was sealed under this key. */
export function headOf(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([version, keyId.length]), Buffer.from(keyId, 'latin1')]);
}

function take(sealed: Buffer) {
  const nonceAt = 2 + (sealed[1] ?? 0);
  const textAt = nonceAt + nonceLength;
  const tagAt = sealed.length - authTagLength;
  const keyId = sealed.toString('latin1', 2, nonceAt);
  if (sealed[0] !== version || tagAt < textAt || !keyIdShape.test(keyId)) return undefined;
  return {
    keyId,
    nonce: sealed.subarray(nonceAt, textAt),
    ciphertext: sealed.subarray(textAt, tagAt),
    tag: sealed.subarray(tagAt),
  };
}

/** Every part with its length before it, so that no two places read the same. */
function associated(keyId: string, place: Place): Buffer {
  const parts = [cipher, keyId, place.tenantId, place.table, place.row, place.column];
  return Buffer.from(`${version}${parts.map((part) => `|${Buffer.byteLength(part)}:${part}`).join('')}`);
}

function unreadable(place: Place, detail: string, cause?: unknown): Failure {
  return new Failure('secret_unreadable', { detail, facts: { ...place }, cause });
}
