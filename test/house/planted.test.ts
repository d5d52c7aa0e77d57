import { expect, test } from 'vitest';
import { listFaults, listProofs, standsOnce } from '../proofs/planted.ts';
import { readSource } from './source.ts';

const proofs = await listProofs();

test('every proof has faults planted for it, and each fits the source', async () => {
  expect(proofs.length).toBeGreaterThan(0);
  for (const name of proofs) {
    const faults = await listFaults(name);
    expect(faults.length, name).toBeGreaterThan(0);
    for (const fault of faults) {
      expect(standsOnce(readSource(fault.file), fault.find), `${name}/${fault.name}`).toBe(true);
      expect(fault.replace).not.toBe(fault.find);
      expect(fault.why.length).toBeGreaterThan(10);
    }
  }
});

test('a fault that stands twice or nowhere does not fit', () => {
  expect(standsOnce('a b a', 'b')).toBe(true);
  expect(standsOnce('a b a', 'a')).toBe(false);
  expect(standsOnce('a b a', 'c')).toBe(false);
});
