import { expect, test } from 'vitest';
import { layoutDay, type Span } from './layout.ts';

const span = (from: number, to: number): Span => ({ from, to });
const lay = (...spans: Span[]) => layoutDay(spans, (item) => item);

test('gives the whole width to what stands alone, and shares it where blocks overlap', () => {
  const { placed, more } = lay(span(540, 570), span(600, 660), span(630, 690));
  expect(placed.map(({ column, columns }) => [column, columns])).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  expect(more).toEqual([]);
});

test('uses a column again as soon as it is free', () => {
  const { placed } = lay(span(540, 600), span(540, 660), span(600, 660));
  expect(placed.map(({ columns }) => columns)).toEqual([2, 2, 2]);
  expect(placed.find(({ item }) => item.from === 600)?.column).toBe(0);
});

test('keeps four columns at most and tells the rest as a number', () => {
  const { placed, more } = lay(...Array.from({ length: 7 }, (_, index) => span(540, 570 + index)));
  expect(placed).toHaveLength(3);
  expect(placed.every(({ columns }) => columns === 4)).toBe(true);
  expect(more).toHaveLength(1);
  expect(more[0]?.items).toHaveLength(4);
});

test('keeps short blocks from lying over each other', () => {
  const { placed } = lay(span(540, 545), span(550, 560));
  expect(placed.map(({ column }) => column)).toEqual([0, 1]);
});
