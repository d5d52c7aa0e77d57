/**
 * Whose subscription a delivery is for, read from bytes that nobody has verified yet: only to know which keys to try.
 * One pass over the bytes; nothing is built of what they hold, however deep or long it is.
 */
import { uuidOf } from './uri.ts';

const [quote, backslash, colon, open, close, openList, closeList] = Buffer.from('"\\:{}[]');
const wanted = Buffer.from('"created_by"');
const longest = 400;

/** The id of the Calendly user whom the envelope's own `created_by` names; undefined when it names none. */
export function creatorIn(body: Buffer): string | undefined {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === open || byte === openList) depth++;
    else if (byte === close || byte === closeList) depth--;
    else if (byte === quote) {
      const end = endOfText(body, at);
      if (end === undefined) return undefined;
      const next = skipSpace(body, end);
      const isKey = depth === 1 && body[next] === colon;
      if (isKey && body.subarray(at, end).equals(wanted)) return readUser(body, skipSpace(body, next + 1));
      at = end - 1;
    }
  }
  return undefined;
}

/** Behind the closing quote of the text that begins here. */
function endOfText(body: Buffer, start: number): number | undefined {
  for (let at = start + 1; at < body.length; at++) {
    if (body[at] === backslash) at++;
    else if (body[at] === quote) return at + 1;
  }
  return undefined;
}

function skipSpace(body: Buffer, start: number): number {
  let at = start;
  while (at < body.length && body[at]! <= 0x20) at++;
  return at;
}

function readUser(body: Buffer, start: number): string | undefined {
  if (body[start] !== quote) return undefined;
  const end = endOfText(body, start);
  if (end === undefined || end - start > longest) return undefined;
  try {
    return uuidOf(JSON.parse(body.toString('utf8', start, end)) as string, 'user');
  } catch {
    return undefined;
  }
}
