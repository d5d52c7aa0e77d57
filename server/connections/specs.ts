/**
 * The connection as JSON Schema, published at `/schemas/connection.json` and in `docs/connection.schema.json`: the five
 * properties, the options beside them, and `specs`, the stories that the browser tests of the same ids tell.
 */
import { z } from 'zod';
import { type Route, route } from '../http/index.ts';
import { configuredConnection } from './fields.ts';

interface Spec {
  /** Begins the title of the test in `test/e2e/`. */
  id: string;
  given: string;
  when: string;
  then: string;
}

const story = (number: string, given: string, when: string, then: string): Spec => ({
  id: `CONN-CALENDLY-${number}`,
  given,
  when,
  then,
});

export const specs: readonly Spec[] = [
  story(
    '001',
    'valid credentials of a Calendly application',
    'a connection is added and saved',
    'it is configured, and Connect leads to Calendly’s consent page with its Client ID and our redirect URI',
  ),
  story(
    '002',
    'credentials that Calendly does not accept, or empty fields',
    'the connection is saved',
    'nothing is stored, and the error stands at the field that is wrong',
  ),
  story('003', 'a connection', 'its name is changed', 'the new name stands everywhere; nothing else changed'),
  story(
    '004',
    'a connection nobody connected through',
    'it is looked at',
    'it is configured and offers Connect',
  ),
  story(
    '005',
    'a person at Calendly',
    'they grant what is asked',
    'it is connected and offers Disconnect, Test',
  ),
  story(
    '006',
    'a connected account',
    'Disconnect is confirmed',
    'subscription and access are gone at Calendly; it is disconnected and offers Re-connect',
  ),
  story(
    '007',
    'a Client secret that Calendly refuses',
    'it is found out',
    'it is in error, says why, offers Update credentials, Re-connect, and heals with the right secret',
  ),
  story(
    '008',
    'an end user of the application',
    'Copy link is used',
    'the link leads them to Calendly, once, and its second use is refused',
  ),
  story('009', 'a connected account', 'Test is used', 'each step has its line: passed, failed or waiting'),
  story(
    '010',
    'a person at Calendly’s consent page',
    'they deny the permissions',
    'nothing is stored, the reason is told with the way out, and Connect works again',
  ),
  story(
    '011',
    'an access token that has run out',
    'something is asked of Calendly',
    'it is renewed by itself, and the account stays connected',
  ),
  story(
    '012',
    'an access that the person has taken away',
    'a renewal is refused',
    'the account is in error with the reason, and Re-connect heals it',
  ),
  story(
    '013',
    'Calendly’s limit of requests is used up',
    'more is asked',
    'it waits and goes on by itself; the account stays connected',
  ),
  story(
    '014',
    'an address that Calendly cannot deliver to',
    'deliveries fail',
    'the trouble is told with the way out, and the meeting is there all the same',
  ),
  story('015', 'a stored secret', 'any answer or page is looked at', 'it is masked as ***'),
  story(
    '016',
    'a next Client secret entered ahead',
    'Calendly begins to ask for it',
    'it takes the place of the one before, and nobody was disconnected',
  ),
  story(
    '017',
    'a connection that asks for more than was granted',
    'an account is looked at',
    'what is missing is named, and one click asks for it again',
  ),
  story(
    '018',
    'two connections to two Calendly applications',
    'an end user of the one is pointed at the other and connects again',
    'the account has moved, nothing is doubled, and the first access is given back',
  ),
  story(
    '019',
    'connected accounts',
    'tokens of one, of a connection’s or of all are replaced',
    'each pair of before is used up at Calendly, and everybody stays connected',
  ),
];

/** JSON Schema, draft 2020-12. */
export function connectionSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configuredConnection, { io: 'input', unrepresentable: 'any' });
  return {
    ...schema,
    title: 'Calendly connection',
    description:
      'A Calendly OAuth application that accounts connect through. `$env.NAME` stands for a variable.',
    specs,
  };
}

export function schemaRoute(): Route {
  return route({
    method: 'GET',
    path: '/schemas/connection.json',
    summary: 'A connection as JSON Schema, with the stories that its tests tell',
    access: 'public',
    answers: 200,
    handler: async () => connectionSchema(),
  });
}
