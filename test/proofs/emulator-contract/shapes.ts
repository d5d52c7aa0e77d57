/** Compares values with the documented shapes, and deliveries with the recorded form: keys, their order, kinds. */
const kinds: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value),
  uri: (value) => typeof value === 'string' && value.startsWith('https://api.calendly.com/'),
  link: (value) => typeof value === 'string' && /^https?:\/\//.test(value),
  any: () => true,
};

export type Shapes = Record<string, string>;

/** What is wrong, in words; empty when all is right. */
export function wrongShape(shapes: Shapes, name: string, value: unknown, at = name): string[] {
  const shape = shapes[name];
  if (shape === undefined) return [`${at}: no shape ${name}`];
  if (!isObject(value)) return [`${at}: is no object`];
  const fields = shape.split(', ').map((field) => {
    const [, key = '', kind = '', marks = ''] = /^(\w+) (\[?[\w{},]+\]?)([?!]*)$/.exec(field) ?? [];
    return { key, kind, nullable: marks.includes('?'), optional: marks.includes('!') };
  });
  const wanted = fields.filter(({ key, optional }) => !optional || key in value).map(({ key }) => key);
  const keys = Object.keys(value);
  if (keys.join() !== wanted.join()) return [`${at}: keys are ${keys.join()}, not ${wanted.join()}`];
  return fields
    .filter(({ key }) => key in value)
    .flatMap(({ key, kind, nullable }) => wrongKind(shapes, kind, nullable, value[key], `${at}.${key}`));
}

function wrongKind(shapes: Shapes, kind: string, nullable: boolean, value: unknown, at: string): string[] {
  if (value === null) return nullable ? [] : [`${at}: is null`];
  const list = /^\[(.+)\]$/.exec(kind)?.[1];
  if (list !== undefined) {
    if (!Array.isArray(value)) return [`${at}: is no list`];
    return value.flatMap((each, index) => wrongKind(shapes, list, false, each, `${at}[${index}]`));
  }
  const judge = kinds[kind];
  if (!judge) return wrongShape(shapes, kind, value, at);
  return judge(value) ? [] : [`${at}: ${JSON.stringify(value)} is no ${kind}`];
}

/** Places whose keys depend on what stands in them. */
const free = new Set(['location', 'value']);

/** Whether a delivery is built as the recorded one: the same keys in the same order, the same kinds of values. */
export function unlike(recorded: unknown, sent: unknown, at = 'body'): string[] {
  if (recorded === null || sent === null) return [];
  if (Array.isArray(recorded) && Array.isArray(sent))
    return recorded.length > 0 && sent.length > 0 ? unlike(recorded[0], sent[0], `${at}[0]`) : [];
  if (isObject(recorded) && isObject(sent)) {
    const [wanted, keys] = [Object.keys(recorded), Object.keys(sent)];
    if (keys.join() !== wanted.join()) return [`${at}: keys are ${keys.join()}, not ${wanted.join()}`];
    return keys
      .filter((key) => !free.has(key))
      .flatMap((key) => unlike(recorded[key], sent[key], `${at}.${key}`));
  }
  const [wanted, kind] = [kindOf(recorded), kindOf(sent)];
  return wanted === kind ? [] : [`${at}: ${JSON.stringify(sent)} is ${kind}, not ${wanted}`];
}

function kindOf(value: unknown): string {
  return kinds.time!(value) ? 'a time' : Array.isArray(value) ? 'a list' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
