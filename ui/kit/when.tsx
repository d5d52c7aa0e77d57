/** An instant: short in its place; on hover in the shown zone, in UTC and as ISO. */
import { useClockwork } from '../preferences.ts';
import { type Clockwork, longDateOf, momentOf, offsetOf, placeOf, secondOf } from '../time.ts';

export function When({ at, as }: { at: string; as?(at: string, clock: Clockwork): string }) {
  const clock = useClockwork();
  return (
    <time dateTime={at} title={wholeMoment(at, clock)}>
      {(as ?? momentOf)(at, clock)}
    </time>
  );
}

export function wholeMoment(at: string, clock: Clockwork): string {
  return [
    `${longDateOf(at, clock.zone)}, ${secondOf(at, clock)} ${placeOf(clock.zone)} (${offsetOf(at, clock.zone)})`,
    `${longDateOf(at, 'UTC')}, ${secondOf(at, { ...clock, zone: 'UTC' })} UTC`,
    at,
  ].join('\n');
}
