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
  });
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
