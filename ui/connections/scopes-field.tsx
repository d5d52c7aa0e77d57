/** What people are asked for at Calendly: one of four sets, with what is in it beneath. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ScopeNames } from '../../sdk/index.ts';
import { scopesQuery } from '../queries.ts';
import { ChoiceField } from './choice-field.tsx';
import classes from './connections.module.css';

export type Preset = keyof ScopeNames['presets'];

const words: Record<Preset, string> = {
  'read-only': 'Read-only',
  write: 'Write',
  webhooks: 'Webhooks',
  full: 'Full',
};

const hints: Record<Preset, string> = {
  'read-only': 'Meetings are read. Calendly is asked for news from time to time.',
  write: 'Meetings are read, booked and canceled. Calendly is asked for news from time to time.',
  webhooks: 'Meetings are read, and Calendly tells of each at once.',
  full: 'Everything of the others: read, booked, canceled, told at once.',
};

/** `held`: what is asked for until now; it stays where it is none of the sets and none is chosen. */
export function ScopesField({ held }: { held?: string[] }) {
  const names = useQuery(scopesQuery).data;
  const [chosen, setChosen] = useState<string>();
  const value = chosen ?? (held ? names && presetOf(names, held) : 'webhooks') ?? 'own';
  const preset = value === 'own' ? undefined : (value as Preset);
  const listed = preset ? names?.presets[preset] : held;
  const own = names && held && presetOf(names, held) === undefined ? [{ value: 'own', label: 'As set' }] : [];
  return (
    <ChoiceField
      label="Permissions"
      name="scopes"
      value={value}
      data={[...own, ...Object.entries(words).map(([key, word]) => ({ value: key, label: word }))]}
      onChange={setChosen}
    >
      <p className={classes.quiet}>{preset ? hints[preset] : 'A set of its own, made over the API.'}</p>
      <ScopeList scopes={listed ?? []} />
    </ChoiceField>
  );
}

export function ScopeList({ scopes }: { scopes: string[] }) {
  return (
    <ul className={classes.scopes}>
      {scopes.map((scope) => (
        <li key={scope}>
          <code>{scope}</code>
        </li>
      ))}
    </ul>
  );
}

/** The set that these are, by its word. */
export function presetWord(names: ScopeNames | undefined, scopes: string[]): string {
  const preset = names && presetOf(names, scopes);
  return preset ? words[preset] : 'A set of its own';
}

/** As short as it can be said: the set's name, else one by one. */
export function scopesNamed(names: ScopeNames | undefined, scopes: string[]): string[] {
  const preset = names && presetOf(names, scopes);
  return preset ? [preset] : scopes;
}

function presetOf({ presets }: ScopeNames, scopes: string[]): Preset | undefined {
  const same = (of: string[]) => of.length === scopes.length && of.every((scope) => scopes.includes(scope));
  return (Object.keys(presets) as Preset[]).find((name) => same(presets[name]));
}

/** What of the field is to be sent. */
export function scopesSent(value: string): { scopes?: string[] } {
  return value === 'own' || value === '' ? {} : { scopes: [value] };
}
