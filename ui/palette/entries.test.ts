import { IconUsers } from '@tabler/icons-react';
import { expect, test } from 'vitest';
import { matches } from './entries.ts';

const entry = { key: 'do link', icon: IconUsers, title: 'Copy connect link for…', run: () => undefined };

test('typed words find a title by how its words begin, in any order and case', () => {
  for (const text of ['', 'copy', 'LINK co', '  connect   li ', 'for']) {
    expect(matches(entry, text), text).toBe(true);
  }
  for (const text of ['opy', 'copy mail', 'links', 'Ana']) expect(matches(entry, text), text).toBe(false);
});
