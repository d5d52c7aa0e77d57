/**
 * The API's own description, OpenAPI 3.1, told from the routes: what stands there is what is parsed, answered and
 * refused. `docs/openapi.json` is the same, written by `npm run docs` and compared by a test.
 */
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { catalogue, type FailureCode } from '../errors.ts';
import { problem } from './answers.ts';
import { apiRoot, isOnce, operationIdOf, type Route, route } from './route.ts';

export interface ApiDescription {
  openapi: string;
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Answer | { $ref: string }>;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: object;
}

type Content = Record<string, { schema: object }>;

interface Answer {
  description: string;
  content?: Content;
}

/** What several operations share, gathered on the way. */
interface Parts {
  schemas: Record<string, object>;
  responses: Record<string, Answer>;
}

export function describeApi(routes: readonly Route[]): ApiDescription {
  const parts: Parts = { schemas: {}, responses: {} };
  schemaOf(problem, 'output', parts);
  const paths: ApiDescription['paths'] = {};
  for (const each of routes) {
    // What is passed on to Calendly is described by Calendly.
    if (!each.path.startsWith(apiRoot) || each.path.endsWith('*')) continue;
    paths[each.path] = { ...paths[each.path], [each.method.toLowerCase()]: describe(each, parts) };
  }
  const securitySchemes = {
    apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `swk_…`. Roles are its scopes.' },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'slotwire.{tenant}',
      description:
        'A member in a browser: one cookie for each tenant. Writes carry `x-slotwire-request: 1`; whoever is signed in to several says which by `x-slotwire-tenant`, or by the parameter `tenant`. Over https: `__Host-slotwire.{tenant}`.',
    },
  };
  const description =
    'Each user’s own Calendly: their accounts, meetings, and what moved. Every refusal is a problem with a `code`.';
  return {
    openapi: '3.1.0',
    info: { title: 'Slotwire', version: '1', description },
    paths,
    components: { ...parts, securitySchemes },
  };
}

/** Tells it to whoever asks; it is the same for everybody, so that the first to ask lets it be written. */
export function descriptionRoute(routes: readonly Route[]): Route {
  let description: ApiDescription | undefined;
  return route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This interface as OpenAPI 3.1',
    access: 'public',
    answers: 200,
    handler: async () => {
      description ??= describeApi(routes);
      return description;
    },
  });
}

function describe(each: Route, parts: Parts): Operation {
  const operation: Operation = {
    operationId: operationIdOf(each),
    summary: each.summary,
    tags: [each.path.slice(apiRoot.length).split('/')[0]!],
    security: securityOf(each),
    parameters: [
      ...parametersOf('path', each.params, parts),
      ...parametersOf('query', each.query, parts),
      ...(isOnce(each) ? [idempotencyKey] : []),
    ],
    responses: { ...goodOf(each, parts), ...refusalsOf(each, parts) },
  };
  if (each.body) {
    const required = !each.body.safeParse(undefined).success;
    operation.requestBody = { required, content: json(schemaOf(each.body, 'input', parts)) };
  }
  return operation;
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Any text of your own; a repeat within a day has no second effect and gets the same answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function securityOf({ access, scope }: Route): Operation['security'] {
  if (access === 'public' || scope === undefined) return [];
  return scope === 'session' ? [{ session: [] }] : [{ apiKey: [scope] }, { session: [] }];
}

function parametersOf(place: 'path' | 'query', shape: z.ZodType | undefined, parts: Parts): Parameter[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = schemaOf(shape, 'input', parts);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
}

function goodOf(each: Route, parts: Parts): Operation['responses'] {
  const good: Operation['responses'] = {};
  const all = {
    [each.answers]: { says: STATUS_CODES[each.answers]!, answer: each.answer },
    ...each.alsoAnswers,
  };
  for (const [status, { says, answer }] of Object.entries(all)) {
    const schema = answer && schemaOf(answer, 'output', parts);
    const content = schema && (each.media ? { [each.media]: { schema } } : json(schema));
    good[status] = { description: says, ...(content ? { content } : {}) };
  }
  return good;
}

function refusalsOf(each: Route, parts: Parts): Operation['responses'] {
  const byStatus = Object.groupBy([...codesOf(each)].sort(), (code) => String(catalogue[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => {
      const name = codes.join('.');
      parts.responses[name] ??= {
        description: codes.map((code) => catalogue[code].title).join(' Or: '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem', properties: { code: { enum: codes } } },
          },
        },
      };
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

/** What a route of this kind may refuse, and what it says itself. */
function codesOf(each: Route): Set<FailureCode> {
  const codes = new Set<FailureCode>(['internal', 'unavailable', ...(each.refuses ?? [])]);
  const add = (when: unknown, ...more: FailureCode[]) => {
    if (when) for (const code of more) codes.add(code);
  };
  const known = each.access !== 'public';
  const writes = each.method !== 'GET';
  add(known, 'not_signed_in', 'api_key_unknown', 'api_key_not_enough', 'too_many_requests');
  add(known && writes, 'foreign_request');
  add(each.access === 'operator' || each.access === 'owner', 'not_allowed');
  add(each.params || each.query || each.body || isOnce(each), 'wrong_fields');
  add(each.params || writes, 'malformed_request', 'too_large');
  add(each.params, 'not_found');
  add(writes, 'unsupported_media_type');
  add(isOnce(each), 'request_running', 'idempotency_key_reused');
  return codes;
}

interface JsonSchema {
  properties?: Record<string, object>;
  required?: string[];
}

/** The shape as JSON schema; those with a name of their own go to the shared ones. */
function schemaOf(shape: z.ZodType, io: 'input' | 'output', parts: Parts): JsonSchema {
  const text = JSON.stringify(z.toJSONSchema(shape, { io, unrepresentable: 'any' }));
  const {
    $schema: _ours,
    $defs,
    ...schema
  } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'));
  Object.assign(parts.schemas, $defs);
  return schema;
}

function json(schema: object): Content {
  return { 'application/json': { schema } };
}
