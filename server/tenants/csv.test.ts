import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30 1', "'+49 30 1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  [' =1', "' =1"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['a=1', 'a=1'],
  ['a, b', '"a, b"'],
  ['two\nlines', '"two\nlines"'],
  ['', ''],
])('%j is written %j', (text, cell) => {
  expect(csvLine([text, 'z'])).toBe(`${cell},z\r\n`);
});
