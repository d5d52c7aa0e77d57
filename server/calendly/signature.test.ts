import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import { type SignedDelivery, verifyDelivery, verifyPassing } from './signature.ts';

const now = 1_767_225_600;
const body = Buffer.from('{"event": "invitee.created", "payload": {"name": "Zoë"}}');
const hmac = (key: string, time: string, bytes: Uint8Array = body) =>
  createHmac('sha256', key).update(`${time}.`).update(bytes).digest('hex');
const good = hmac('own', String(now));

const verify = (header: string | undefined, more: Partial<SignedDelivery> = {}) =>
  verifyDelivery({
    header,
    body,
    candidates: [
      { name: 'own', key: new Secret('own') },
      { name: 'application', key: new Secret('application') },
    ],
    nowSeconds: now,
    toleranceSeconds: 180,
    ...more,
  });

test('any key, any bytes, any time: what was signed is verified, and is what was signed', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.uint8Array({ maxLength: 500 }),
      fc.integer({ min: 0, max: 9_999_999_999 }),
      (key, bytes, time) => {
        const signed = Buffer.from(bytes);
        const verdict = verify(`t=${time},v1=${hmac(key, String(time), signed)}`, {
          body: signed,
          candidates: [{ name: 'own', key: new Secret(key) }],
        });
        expect(verdict).toMatchObject({ ok: true, key: 'own', signedAt: time });
        expect(verdict.ok && verdict.verified.bytes).toBe(signed);
      },
    ),
  );
});

test('a body that passes piece by piece is judged as it would be whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 100 })),
      fc.constantFrom('application', 'another', ''),
      (pieces, key) => {
        const header = `t=${now},v1=${hmac(key, String(now), Buffer.concat(pieces))}`;
        const candidates = ['', 'own', 'application'].map((each) => ({
          name: each === 'own' ? ('own' as const) : ('application' as const),
          key: new Secret(each),
        }));
        const passing = verifyPassing({ header, candidates, nowSeconds: now, toleranceSeconds: 180 });
        for (const piece of pieces) passing.update(Buffer.from(piece));
        expect(passing.end()).toEqual(
          key === 'application'
            ? { ok: true, key, signedAt: now, stale: false }
            : { ok: false, reason: 'no_match' },
        );
      },
    ),
  );
  for (const [header, reason] of [
    [undefined, 'no_header'],
    ['t=1', 'malformed'],
  ] as const) {
    const passing = verifyPassing({ header, candidates: [], nowSeconds: now, toleranceSeconds: 180 });
    passing.update(body);
    expect(passing.end()).toEqual({ ok: false, reason });
  }
});

test('each candidate is tried, and the one that matched is named', () => {
  expect(verify(`t=${now},v1=${hmac('application', String(now))}`)).toMatchObject({
    ok: true,
    key: 'application',
  });
  expect(verify(`t=${now},v1=${hmac('another', String(now))}`)).toEqual({ ok: false, reason: 'no_match' });
});

test('elements that we do not know are passed over, and one signature of several is enough', () => {
  const other = hmac('another', String(now));
  for (const header of [
    `v1=${good},t=${now}`,
    `v0=abc,t=${now},v1=${good},alg=sha-256=`,
    `t=${now},v1=${other},v1=${good}`,
    `t=${now},v1=${good},v1=${other}`,
    `t=${now},v1=${good},x=`,
  ]) {
    expect(verify(header).ok).toBe(true);
  }
});

test('a true signature is never refused for its time; outside the tolerance it is stale', () => {
  for (const [offset, stale] of [
    [0, false],
    [-180, false],
    [180, false],
    [-181, true],
    [181, true],
    [-1_000_000, true],
  ] as const) {
    const time = String(now + offset);
    expect(verify(`t=${time},v1=${hmac('own', time)}`)).toMatchObject({ ok: true, stale });
  }
  expect(verify(`t=${now},v1=${good}`, { nowSeconds: Number.NaN })).toMatchObject({ ok: true, stale: true });
});

const signedAt = (time: string) => `t=${time},v1=${hmac('own', time)}`;
test.each([
  ['no t', `v1=${good}`],
  ['no v1', `t=${now}`],
  ['v0 only', `t=${now},v0=${good}`],
  ['an empty v1', `t=${now},v1=`],
  ['upper case', `t=${now},v1=${good.toUpperCase()}`],
  ['63 digits', `t=${now},v1=${good.slice(1)}`],
  ['65 digits', `t=${now},v1=0${good}`],
  ['one v1 that is no signature', `t=${now},v1=${good},v1=x`],
  ['two times', `t=${now},t=${now},v1=${good}`],
  ['a blank after the comma', `t=${now}, v1=${good}`],
  ['a blank at the end', `t=${now},v1=${good} `],
  ['a line break at the end', `t=${now},v1=${good}\n`],
  ['an empty element', `t=${now},,v1=${good}`],
  ['a comma at the end', `t=${now},v1=${good},`],
  ['an upper-case name', `T=${now},v1=${good}`],
  ['other digits', `t=${String(now).replace('1', '１')},v1=${good}`],
  ['no number, truly signed', signedAt('NaN')],
  ['a negative time, truly signed', signedAt('-1')],
  ['an exponent, truly signed', signedAt('1e9')],
  ['hexadecimal, truly signed', signedAt('0x5f')],
  ['milliseconds, truly signed', signedAt(`${now}000`)],
  ['an empty time, truly signed', signedAt('')],
  ['1 MB', `t=${now},v1=${good},x=${'a'.repeat(1_000_000)}`],
  ['words', 'hello'],
])('malformed: %s', (_, header) => {
  expect(verify(header)).toEqual({ ok: false, reason: 'malformed' });
});

test('without a header, without a key, or with an empty one nothing passes', () => {
  expect(verify(undefined)).toEqual({ ok: false, reason: 'no_header' });
  expect(verify('')).toEqual({ ok: false, reason: 'no_header' });
  expect(verify(`t=${now},v1=${good}`, { candidates: [] }).ok).toBe(false);
  const empty = [{ name: 'own' as const, key: new Secret('') }];
  expect(verify(`t=${now},v1=${hmac('', String(now))}`, { candidates: empty }).ok).toBe(false);
});

test('any bit of the body flipped, and it is another body', () => {
  for (let bit = 0; bit < body.length * 8; bit += 1) {
    const flipped = Buffer.from(body);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(verify(`t=${now},v1=${good}`, { body: flipped }).ok).toBe(false);
  }
});

test('whatever the header holds, nothing is thrown and nothing passes', () => {
  const piece = fc.constantFrom(
    't=',
    'v1=',
    ',',
    String(now),
    good,
    good.slice(0, 32),
    '=',
    ' ',
    '\n',
    'NaN',
    'v0=',
    '-',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
      ),
      (header) => {
        fc.pre(!header.includes(`v1=${good}`));
        expect(verify(header).ok).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});
