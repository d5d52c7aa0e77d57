import { expect, test } from 'vitest';
import { addressFor, newToken, ourToken } from './address.ts';

const installation = '0190c1e2-7a3b-7c4d-8e5f-60718293a4b5';
const token = newToken(installation, 'A'.repeat(43));

test('an address of ours is known by its installation, whatever public address it had', () => {
  expect(ourToken(installation, addressFor('https://hooks.example.com', token))).toBe(token);
  expect(ourToken(installation, addressFor('http://localhost:4600', token))).toBe(token);
});

test('what others made is never taken for ours', () => {
  const others = [
    'https://hooks.example.com/api/calendly/webhook/',
    'https://hooks.example.com/api/calendly/webhook',
    `https://hooks.example.com/other/${token}`,
    addressFor('https://hooks.example.com', newToken('1190c1e2-7a3b-7c4d-8e5f-60718293a4b5', 'A'.repeat(43))),
    addressFor('https://hooks.example.com', `${token}x`),
    addressFor('https://hooks.example.com', `${token}?x=1`),
    addressFor('https://hooks.example.com', token.slice(0, -1)),
    '',
  ];
  for (const url of others) expect(ourToken(installation, url), url).toBeUndefined();
});
