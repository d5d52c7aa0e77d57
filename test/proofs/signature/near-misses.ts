/** Near misses: deliveries that differ from an honest one in a single thing of header, body, key or time. */
import { createHmac } from 'node:crypto';
import type { SignedDelivery } from '../../../server/calendly/index.ts';
import { Secret } from '../../../server/secret.ts';
import {
  bodyFrom,
  type Case,
  deliveryOf,
  type Group,
  type Honest,
  honest,
  keyFrom,
  type Make,
  names,
  pick,
  type Random,
  sign,
  signatureOf,
  upTo,
} from './honest.ts';

/** What is changed of an honest delivery. One that comes out unchanged is passed over. */
type Mutant = (of: Honest, random: Random) => Partial<SignedDelivery>;

const header = (write: (of: Honest, signature: string, random: Random) => string | undefined): Mutant => {
  return (of, random) => ({ header: write(of, signatureOf(of), random) });
};
const body = (change: (bytes: Buffer, random: Random) => Buffer): Mutant => {
  return (of, random) => ({ body: change(Buffer.from(of.body), random) });
};
/** Truly signed, over a time that is no count of seconds. */
const time = (write: (of: Honest) => string): Mutant => {
  return (of) => ({ header: `t=${write(of)},v1=${signatureOf(of, write(of))}` });
};
const key = (make: (of: Honest) => string | Buffer): Mutant => {
  return (of) => ({ header: `t=${of.time},v1=${sign(make(of), String(of.time), of.body)}` });
};
const bare = (message: (of: Honest) => (string | Buffer)[], algorithm = 'sha256'): Mutant => {
  return (of) => {
    const hmac = createHmac(algorithm, of.keys[of.signer]);
    for (const part of message(of)) hmac.update(part);
    return { header: `t=${of.time},v1=${hmac.digest('hex')}` };
  };
};

function flipped(bytes: Buffer, random: Random): Buffer {
  if (bytes.length > 0) bytes[upTo(random, bytes.length)]! ^= 1 << upTo(random, 8);
  return bytes;
}

function otherDigit(signature: string, random: Random): string {
  const at = upTo(random, signature.length);
  const digit = (Number.parseInt(signature[at]!, 16) + 1 + upTo(random, 15)) % 16;
  return `${signature.slice(0, at)}${digit.toString(16)}${signature.slice(at + 1)}`;
}

function rewritten(bytes: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(bytes.toString())));
  } catch {
    return bytes;
  }
}

const mutants: Record<Exclude<Group, 'honest'>, Record<string, Mutant>> = {
  header: {
    'none at all': header(() => undefined),
    empty: header(() => ''),
    'without v1': header((of) => `t=${of.time}`),
    'without t': header((_, signature) => `v1=${signature}`),
    'v0 for v1': header((of, signature) => `t=${of.time},v0=${signature}`),
    'v10 for v1': header((of, signature) => `t=${of.time},v10=${signature}`),
    'V1 for v1': header((of, signature) => `t=${of.time},V1=${signature}`),
    'v1 empty': header((of) => `t=${of.time},v1=`),
    'upper case': header((of, signature) => `t=${of.time},v1=${signature.toUpperCase()}`),
    'one letter in upper case': header(
      (of, s) => `t=${of.time},v1=${s.replace(/[a-f]/, (x) => x.toUpperCase())}`,
    ),
    'one digit changed': header(
      (of, signature, random) => `t=${of.time},v1=${otherDigit(signature, random)}`,
    ),
    'the first digit missing': header((of, signature) => `t=${of.time},v1=${signature.slice(1)}`),
    'the last digit missing': header((of, signature) => `t=${of.time},v1=${signature.slice(0, -1)}`),
    'half of it': header((of, signature) => `t=${of.time},v1=${signature.slice(0, 32)}`),
    'a digit too many': header((of, signature) => `t=${of.time},v1=${signature}0`),
    'a letter that is no digit': header((of, signature) => `t=${of.time},v1=g${signature.slice(1)}`),
    'two times': header((of, signature) => `t=${of.time},t=${of.time},v1=${signature}`),
    'a blank after the comma': header((of, signature) => `t=${of.time}, v1=${signature}`),
    'a blank before it all': header((of, signature) => ` t=${of.time},v1=${signature}`),
    'a line break at the end': header((of, signature) => `t=${of.time},v1=${signature}\n`),
    'a zero byte at the end': header((of, signature) => `t=${of.time},v1=${signature}\0`),
    'a semicolon for the comma': header((of, signature) => `t=${of.time};v1=${signature}`),
    'a colon for the equals sign': header((of, signature) => `t:${of.time},v1:${signature}`),
    'in quotes': header((of, signature) => `"t=${of.time},v1=${signature}"`),
    'base64 for hexadecimal': header(
      (of, s) => `t=${of.time},v1=${Buffer.from(s, 'hex').toString('base64')}`,
    ),
    'beyond all length': header((of, signature) => `t=${of.time},v1=${signature},x=${'x'.repeat(2000)}`),
  },
  body: {
    'one bit flipped': body(flipped),
    'the last byte missing': body((bytes) => bytes.subarray(0, -1)),
    'the first byte missing': body((bytes) => bytes.subarray(1)),
    'nothing left': body(() => Buffer.alloc(0)),
    'a line break at the end': body((bytes) => Buffer.concat([bytes, Buffer.from('\n')])),
    'a blank before it': body((bytes) => Buffer.concat([Buffer.from(' '), bytes])),
    'a byte order mark before it': body((bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes])),
    'a zero byte at the end': body((bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
    'parsed and written again': body(rewritten),
    'decoded and encoded again': body((bytes) => Buffer.from(bytes.toString())),
    'another topic': body((bytes) =>
      Buffer.from(bytes.toString('latin1').replace('created"', 'canceled"'), 'latin1'),
    ),
    twice: body((bytes) => Buffer.concat([bytes, bytes])),
    'of another delivery': (_, random) => ({ body: bodyFrom(random) }),
    'signed without its time': bare((of) => [of.body]),
    'signed without the dot': bare((of) => [String(of.time), of.body]),
    'signed before its time': bare((of) => [of.body, `.${of.time}`]),
    'signed by SHA-1, padded': (of) => {
      const digest = createHmac('sha1', of.keys[of.signer])
        .update(`${of.time}.`)
        .update(of.body)
        .digest('hex');
      return { header: `t=${of.time},v1=${digest.padEnd(64, '0')}` };
    },
    'signed by SHA-512/256': bare((of) => [`${of.time}.`, of.body], 'sha512-256'),
  },
  key: {
    'of somebody else': (of, random) => key(() => keyFrom(random))(of, random),
    'one bit flipped': (of, random) =>
      key(() => flipped(Buffer.from(of.keys[of.signer]), random))(of, random),
    'one letter short': key((of) => of.keys[of.signer].slice(0, -1)),
    'with a line break': key((of) => `${of.keys[of.signer]}\n`),
    'in upper case': key((of) => of.keys[of.signer].toUpperCase()),
    'decoded from base64': key((of) => Buffer.from(of.keys[of.signer], 'base64url')),
    empty: key(() => ''),
    'empty, and ours is too': (of) => ({
      header: `t=${of.time},v1=${sign('', String(of.time), of.body)}`,
      candidates: [{ name: 'own', key: new Secret('') }],
    }),
    'not ours any more': (of) => ({
      candidates: names
        .filter((name) => name !== of.signer)
        .map((name) => ({ name, key: new Secret(of.keys[name]) })),
    }),
    'we have none': () => ({ candidates: [] }),
  },
  time: {
    'a second later': header((of, signature) => `t=${of.time + 1},v1=${signature}`),
    'a second earlier': header((of, signature) => `t=${of.time - 1},v1=${signature}`),
    now: header((of, signature) => (of.now === of.time ? undefined : `t=${of.now},v1=${signature}`)),
    'a zero before it': header((of, signature) => `t=0${of.time},v1=${signature}`),
    'a zero after it': header((of, signature) => `t=${of.time}0,v1=${signature}`),
    'no number': time(() => 'NaN'),
    'without end': time(() => 'Infinity'),
    'below zero': time((of) => `-${of.time}`),
    'with a plus': time((of) => `+${of.time}`),
    'an exponent': time(() => '1e9'),
    hexadecimal: time((of) => `0x${of.time.toString(16)}`),
    'with a fraction': time((of) => `${of.time}.0`),
    'in milliseconds': time((of) => `${of.time}000`),
    'with letters after it': time((of) => `${of.time}abc`),
    'in other digits': time((of) => String(of.time).replace('1', '\uff11')),
    empty: time(() => ''),
  },
};

/** An honest delivery with one thing changed. */
export function nearMiss(random: Random, make: Make = honest): Case {
  const of = make(random);
  const group = pick(random, ['header', 'body', 'key', 'time'] as const);
  const [name, change] = pick(random, Object.entries(mutants[group]));
  const before = deliveryOf(of);
  const delivery = { ...before, ...change(of, random) };
  const same = delivery.header === before.header && delivery.body.equals(before.body);
  return same && delivery.candidates === before.candidates
    ? nearMiss(random, make)
    : { group, name, delivery };
}
