/** Which of several Calendly applications a connection is: a label that tells them apart. */
import type { Environment } from '../../sdk/index.ts';
import { ChoiceField } from './choice-field.tsx';

export const environmentWords: Record<Environment, string> = {
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
};

export function EnvironmentField({ held }: { held?: Environment | null }) {
  const named = Object.entries(environmentWords).map(([value, word]) => ({ value, label: word }));
  return (
    <ChoiceField
      label="Environment"
      name="environment"
      defaultValue={held ?? 'none'}
      data={[{ value: 'none', label: 'None' }, ...named]}
    />
  );
}

/** What of the field was chosen. */
export function environmentSent(value: string): Environment | null {
  return value in environmentWords ? (value as Environment) : null;
}
