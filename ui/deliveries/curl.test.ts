import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlOf } from './curl.ts';

const headers = { 'content-type': 'application/json', 'calendly-webhook-signature': 't=1,v1=***' };

test('a shell hands on exactly the bytes, whatever an invitee typed, and nothing secret', () => {
  const text = `{"name":"O'Hara $(id) \`id\` \\\\ \n\\"é"}`;
  const command = curlOf({ id: 'dlv_1', headers, body: { length: 1, text, hex: null } });
  expect(command).not.toContain('signature');
  const shown = `curl() { printf '%s\\0' "$@"; }; WEBHOOK_ADDRESS=http://here; ${command}`;
  expect(execFileSync('sh', ['-c', shown]).toString().split('\0').slice(0, -1)).toEqual([
    '--request',
    'POST',
    'http://here',
    '--header',
    'content-type: application/json',
    '--data-binary',
    text,
  ]);
});

test('what is no text is taken from its file', () => {
  expect(curlOf({ id: 'dlv_1', headers, body: { length: 3, text: null, hex: 'ff0080' } })).toContain(
    '--data-binary @dlv_1.bin',
  );
});
