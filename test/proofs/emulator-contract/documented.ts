/** What is documented, read from the fixtures: the operations, the topics, the shapes, a delivery of each topic. */
import { readFile } from 'node:fs/promises';

export interface Documented {
  method: string;
  path: string;
  scope: string;
  success: number;
  errors: number[];
  query?: string[];
  query_required?: string[];
  body?: Record<string, unknown>;
  plan?: string;
  response?: string;
}

export interface Topic {
  scopes: string[];
  read_scope: string;
}

const folder = new URL('../../../fixtures/calendly/', import.meta.url);
const read = async (name: string) => JSON.parse(await readFile(new URL(name, folder), 'utf8'));

export async function readDocumented(): Promise<{
  operations: Documented[];
  topics: Record<string, Topic>;
  shapes: Record<string, string>;
}> {
  const { operations, webhook_events: topics } = await read('operations.json');
  return { operations, topics, shapes: await read('shapes.json') };
}

export const readDelivery = (topic: string): Promise<Record<string, unknown>> =>
  read(`webhooks/${topic}.json`);

export const nameOf = ({ method, path }: Pick<Documented, 'method' | 'path'>) => `${method} ${path}`;

/** Body fields that cannot be left out, at the top. */
export function neededInBody({ method, body = {} }: Documented): string[] {
  if (method === 'PATCH') return [];
  return Object.entries(body)
    .filter(([name, rule]) => !name.includes('|') && /\brequired\b/.test(JSON.stringify(rule)))
    .filter(([, rule]) => typeof rule !== 'string' || rule.startsWith('required'))
    .filter(([name]) => name !== 'location')
    .map(([name]) => name);
}
