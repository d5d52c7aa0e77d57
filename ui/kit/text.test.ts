import { expect, test } from 'vitest';
import { plain } from './text.tsx';

test('shows what would hide or turn the text around', () => {
  expect(plain('a\u0000b')).toBe('a␀b');
  expect(plain('cod\u202Eexe.txt')).toBe('cod␣exe.txt');
  expect(plain('two\nlines 🗓️ مرحبا')).toBe('two\nlines 🗓️ مرحبا');
});
