import { expect, test } from 'vitest';
import { readSeedFile } from './seed-file.ts';

const read = (text: string) => readSeedFile(text, 'company.json');

test('what is left out is filled in', () => {
  expect(read('{"organizations": [{"name": "Quay", "people": [{"name": "Ada Holt"}]}]}')).toEqual({
    organizations: [
      {
        name: 'Quay',
        plan: 'teams',
        stage: 'paid',
        people: [{ name: 'Ada Holt', role: 'user', timezone: 'Europe/Berlin', offers: ['intro'] }],
      },
    ],
    independents: 0,
    bookings: 0,
    applications: [],
    modes: {},
    callbacks: {},
  });
});

test('an application comes with its credentials, and may go where its kind may', () => {
  const given = {
    client_id: 'c',
    client_secret: 's',
    redirect_uris: ['http://localhost:3000/back'],
    scopes: ['users:read'],
  };
  const { applications } = read(JSON.stringify({ applications: [given] }));
  expect(applications).toEqual([
    {
      name: 'Application',
      clientId: 'c',
      clientSecret: 's',
      webhookSigningKey: undefined,
      kind: 'web',
      environment: 'sandbox',
      redirectUris: ['http://localhost:3000/back'],
      scopes: ['users:read'],
    },
  ]);
  const wrong = (changed: object) => () => read(JSON.stringify({ applications: [{ ...given, ...changed }] }));
  expect(wrong({ redirect_uris: ['http://app.example.com'] })).toThrow('redirect_uris[0]” must be https');
  expect(wrong({ client_secret: undefined })).toThrow('“applications[0].client_secret” must be a text.');
  expect(wrong({ scopes: ['users:fly'] })).toThrow('“applications[0].scopes[0]” must be one of users:read');
});

test('an unknown mode lists the modes, an unknown value its values', () => {
  expect(() => read('{"modes": {\n"speed": "fast"}}')).toThrow(
    'line 2: “modes.speed” is not known; there are oauth_signing_key, retries_resigned,',
  );
  expect(() => read('{"modes": {"refresh_reuse": "shrug"}}')).toThrow(
    '“modes.refresh_reuse” must be one of refuse, revoke_family.',
  );
  expect(() => read('{"callbacks": {\n"https://app.example.com/x": "http://localhost:1"}}')).toThrow(
    'line 2: “callbacks.https://app.example.com/x” must lead from one origin to another',
  );
});

test('what is wrong is told with its line and field', () => {
  const wrong = (text: string) => () => read(text);
  expect(wrong('{\n  "bookings": 1,\n  oops\n}')).toThrow('company.json, line 3: is no JSON.');
  expect(wrong('{\n"independents": -1}')).toThrow('line 2: “independents” must be a whole number');
  expect(wrong('{"bookings": 1,\n"peple": 3}')).toThrow('line 2: “peple” is not known');
  const people = (person: string) =>
    `{"organizations": [\n{"name": "A", "people": [{"name": "x"}]},\n{"name": "B", "people": [\n${person}]}]}`;
  expect(wrong(people('{"name": "y",\n"role": "boss"}'))).toThrow(
    'line 5: “organizations[1].people[0].role” must be one of owner, admin, user.',
  );
  expect(wrong(people('{"role": "user"}'))).toThrow(
    'line 4: “organizations[1].people[0].name” must be a text.',
  );
  expect(wrong(people('{"name": "y", "timezone": "Mars"}'))).toThrow('is no time zone: Mars.');
  expect(wrong(people('{"name": "y", "offers": ["intro",\n"nap"]}'))).toThrow(
    'line 5: “organizations[1].people[0].offers[1]”',
  );
});
