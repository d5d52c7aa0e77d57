/** Bodies that are truly signed and mean harm: whatever an invitee may type, and whatever a sender may send. */
import { pick, type Random, upTo } from '../../support/random.ts';

export interface Hostile {
  name: string;
  body: Buffer;
}

type Json = Record<string, unknown>;
type Make = (honest: Json, random: Random) => Buffer | string;

const texts = [
  '\u0000',
  '\ud800',
  'a\udfffb',
  '\u202e\u2066evil',
  "'; drop table meetings; --",
  '{{7*7}}<script>alert(1)</script>',
  '=cmd|calc',
  '\\u0000',
  'x'.repeat(70_000),
  '👩‍👩‍👧'.repeat(500),
  '',
  ' ',
];
const values: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  [],
  {},
  [[]],
  [null],
  'x',
  { uri: null },
  '2026-02-30',
];
const raws = ['1e400', '-1e400', '12345678901234567890123', '1e-400', '"\\u0000"', '"\\ud800"'];
const moments = [
  '9999-12-31T23:59:59.999999Z',
  '0001-01-01T00:00:00.000000Z',
  '10000-01-01T00:00:00.000000Z',
  '-000001-01-01T00:00:00Z',
  '2026-13-45T99:99:99Z',
  '2026-11-24T09:00:00+25:00',
  '',
];
const uris = [
  '',
  'javascript:alert(1)',
  'https://api.calendly.com/scheduled_events/../../users/me',
  'https://api.calendly.com/scheduled_events/%00/invitees/%00',
  `https://api.calendly.com/scheduled_events/${'a'.repeat(5000)}`,
  'https://api.calendly.com/scheduled_events/x y',
];
const topics = [
  '',
  '\u0000',
  'invitee.created\u0000',
  '__proto__',
  'x'.repeat(100_000),
  'routing.unknown',
  '\ud800',
];

/** One place in the document, anywhere. */
function spot(document: Json, random: Random): { holder: Json; key: string } {
  let holder = document;
  for (;;) {
    const key = pick(random, Object.keys(holder));
    const inner = holder[key];
    const deeper = inner !== null && typeof inner === 'object' && Object.keys(inner).length > 0;
    if (!deeper || random() < 0.2) return { holder, key };
    holder = inner as Json;
  }
}

function put(value: (random: Random) => unknown): Make {
  return (honest, random) => {
    const { holder, key } = spot(honest, random);
    holder[key] = value(random);
    return JSON.stringify(honest);
  };
}

const mark = '@@here@@';
function putRaw(raw: (random: Random) => string): Make {
  return (honest, random) => {
    const { holder, key } = spot(honest, random);
    holder[key] = mark;
    return JSON.stringify(honest).replace(`"${mark}"`, () => raw(random));
  };
}

const payloadOf = (honest: Json) => honest.payload as Json;

const makes: Record<string, Make> = {
  text: put((random) => pick(random, texts)),
  'another type': put((random) => pick(random, values)),
  'raw number or escape': putRaw((random) => pick(random, raws)),
  'deep arrays': putRaw(() => `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  'deep objects': putRaw(() => `${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`),
  prototype: putRaw(() => '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  moment: (honest, random) => {
    const inner = payloadOf(honest);
    const at = pick(random, [inner, inner.scheduled_event as Json]);
    at[pick(random, ['created_at', 'updated_at', 'start_time', 'end_time'])] = pick(random, moments);
    return JSON.stringify(honest);
  },
  uri: (honest, random) => {
    const inner = payloadOf(honest);
    const at = pick(random, [inner, inner.scheduled_event as Json, honest]);
    at[pick(random, ['uri', 'event', 'old_invitee', 'new_invitee', 'created_by'])] = pick(random, uris);
    return JSON.stringify(honest);
  },
  'its own successor': (honest) => {
    const inner = payloadOf(honest);
    return JSON.stringify({
      ...honest,
      payload: { ...inner, old_invitee: inner.uri, new_invitee: inner.uri },
    });
  },
  topic: (honest, random) => JSON.stringify({ ...honest, event: pick(random, topics) }),
  'left out': (honest, random) => {
    const { holder, key } = spot(honest, random);
    delete holder[key];
    return JSON.stringify(honest);
  },
  'five thousand answers': (honest) => {
    const answer = { question: 'q\u0000', answer: '\ud800', position: 1 };
    Object.assign(payloadOf(honest), { questions_and_answers: Array.from({ length: 5000 }, () => answer) });
    return JSON.stringify(honest);
  },
  payment: (honest) => {
    Object.assign(payloadOf(honest), {
      payment: { '\u0000': '\u0000', amount: 1, deep: [[[[[[[[[[1]]]]]]]]]] },
    });
    return JSON.stringify(honest);
  },
  'cut off': (honest, random) => {
    const text = JSON.stringify(honest);
    return text.slice(0, upTo(random, text.length));
  },
  'said twice': (honest) => JSON.stringify(honest).replace('"payload":', '"payload":null,"payload":'),
  'no JSON': (_honest, random) =>
    pick(random, ['', ' ', '{', 'null', '[]', '""', 'true', '{}', '{"payload":{}}']),
  'random bytes': (_honest, random) => Buffer.from(Array.from({ length: 500 }, () => upTo(random, 256))),
  'byte order mark': (honest) => `\ufeff${JSON.stringify(honest)}`,
  'UTF-16': (honest) => Buffer.from(JSON.stringify(honest), 'utf16le'),
  'no UTF-8': (honest) => {
    const bytes = Buffer.from(JSON.stringify(honest));
    bytes[bytes.indexOf('Invitee') + 1] = 0xff;
    return bytes;
  },
  'line ends': (honest) => JSON.stringify(honest, null, 2).replaceAll('\n', '\r\n'),
  'a megabyte of blanks': (honest) => JSON.stringify(honest) + ' '.repeat(1_000_000),
};
const names = Object.keys(makes);
/** Large ones are rare, or they would be most of the bytes. */
const rare = new Set(['a megabyte of blanks', 'five thousand answers']);

/** Spoils the body of a delivery that would have been honest. */
export function spoil(honest: Buffer, random: Random): Hostile {
  let name = pick(random, names);
  if (rare.has(name) && random() < 0.9) name = 'text';
  return { name, body: Buffer.from(makes[name]!(JSON.parse(honest.toString()), random)) };
}
