/** A time zone: the browser's, UTC, or any that the browser knows. */
import { Select } from '@mantine/core';
import { browserZone } from '../preferences.ts';
import { placeOf } from '../time.ts';
import { selectAll } from './select-all.ts';

export function ZoneSelect(props: {
  label?: string;
  name?: string;
  value: string | null;
  onChange(zone: string | null): void;
  /** Offered first, beside the browser's own and UTC. */
  suggested?: string[];
}) {
  const first = [...new Set(['UTC', ...(props.suggested ?? [])])];
  const all = Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone));
  const option = (zone: string) => ({
    value: zone,
    label: zone === 'UTC' ? 'UTC' : `${placeOf(zone)} · ${zone}`,
  });
  return (
    <Select
      label={props.label}
      aria-label={props.label ? undefined : props.name}
      searchable
      limit={60}
      maxDropdownHeight={280}
      onClick={selectAll}
      onFocus={selectAll}
      comboboxProps={{ withinPortal: false, width: 300, position: 'bottom-end' }}
      value={props.value ?? ''}
      data={[{ value: '', label: `${placeOf(browserZone)} time` }, ...first.map(option), ...all.map(option)]}
      onChange={(zone) => props.onChange(zone || null)}
    />
  );
}
