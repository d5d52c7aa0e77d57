/** Bodies as clients really send them: JSON or a form, with or without a content type that says so. */
import type { FastifyInstance } from 'fastify';

/** A form becomes `URLSearchParams`, JSON what it says, an empty body `undefined`; what is neither is kept as text. */
export function addLenientParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    done(null, read(String(request.headers['content-type'] ?? ''), body.toString()));
  });
}

function read(contentType: string, text: string): unknown {
  if (text.trim() === '') return undefined;
  if (contentType.includes('form-urlencoded')) return new URLSearchParams(text);
  try {
    return JSON.parse(text);
  } catch {
    return contentType.includes('json') ? text : new URLSearchParams(text);
  }
}

/** Empty parts are nothing; what comes several times, or as `name[]`, is a comma list. */
export function readQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [written, value] of new URLSearchParams(text)) {
    const name = written.replace(/\[\d*\]$/, '');
    if (name === '') continue;
    query[name] = query[name] ? `${query[name]},${value}` : value;
  }
  return query;
}

/** The body's text fields, whatever form it came in; other fields are left out. */
export function textFields(body: unknown): Record<string, string> {
  const pairs = body instanceof URLSearchParams ? [...body] : isObject(body) ? Object.entries(body) : [];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
