/** Says of any answer whether it is one that the description promises: status, kind, shape, and the problem's code. */
import { z } from 'zod';
import type { ApiDescription, Operation } from '../../../server/http/index.ts';
import type { Answer } from '../../support/visitor.ts';

interface Schema {
  $ref?: string;
  properties?: { code?: { enum?: string[] } };
}
interface Described {
  $ref?: string;
  content?: Record<string, { schema: Schema }>;
}

/** Why the answer is none of this operation's, or undefined. */
export type Judge = (operation: Operation, answer: Answer<unknown>) => string | undefined;

export function createJudge({ components }: ApiDescription): Judge {
  const shapes = new Map<object, z.ZodType>();

  function part<T>(ref: string): T {
    const [kind, name] = ref.split('/').slice(-2);
    return components[kind!]![name!] as T;
  }

  /** With what it refers to written out: no shape holds itself. */
  function whole(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(whole);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value) return whole(part(String(value.$ref)));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, whole(inner)]));
  }

  function shapeOf(schema: Schema): z.ZodType {
    const known = shapes.get(schema) ?? z.fromJSONSchema(whole(schema) as z.core.JSONSchema.JSONSchema);
    shapes.set(schema, known);
    return known;
  }

  return (operation, { status, body, headers }) => {
    if (status >= 500) return `answered ${status}`;
    if (headers.get('cache-control') !== 'no-store') return `answered ${status}, and a cache may keep it`;
    const told = operation.responses[status] as Described | undefined;
    const described = told?.$ref === undefined ? told : part<Described>(told.$ref);
    if (!described)
      return `answered ${status}, which is not described: ${JSON.stringify(body).slice(0, 300)}`;
    const [media, content] = Object.entries(described.content ?? {})[0] ?? [];
    if (!media || !content) return body === '' ? undefined : `answered ${status} with a body`;
    const kind = headers.get('content-type') ?? 'nothing';
    if (!kind.startsWith(media)) return `answered ${status} as ${kind}`;
    const { error } = shapeOf(content.schema).safeParse(body);
    if (error) return `the answer ${status} does not fit: ${z.prettifyError(error).slice(0, 300)}`;
    const codes = content.schema.properties?.code?.enum;
    const { code = '' } = body as { code?: string };
    return codes?.includes(code) === false ? `the code ${code} is not described for ${status}` : undefined;
  };
}
