/** What came of a visit to Calendly's consent page, told once above the content. */
import { connectError } from '../words.ts';
import { Notice } from './notice.tsx';

export function Returned(props: {
  connected: string | undefined;
  error: string | undefined;
  /** Who is connected now. */
  name?: string;
  onClose(): void;
}) {
  if (props.error !== undefined) {
    const { happened, means, wayOut } = connectError(props.error);
    return (
      <Notice name="error" title={happened} onClose={props.onClose}>
        {means} {wayOut}
      </Notice>
    );
  }
  if (props.connected === undefined) return null;
  return (
    <Notice name="connected" title={`${props.name ?? 'The account'} is connected.`} onClose={props.onClose}>
      Meetings are being read now; new ones appear within a second of being booked.
    </Notice>
  );
}
