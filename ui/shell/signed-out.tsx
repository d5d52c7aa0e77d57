/** Calm, wherever a session ends: nothing is lost, and how to come back. */
import { useEffect } from 'react';
import { shownTenant } from '../api.ts';
import { stopLive } from '../live/use-live.ts';
import { Outside } from './outside.tsx';
import { WaysIn } from './ways-in.tsx';

export function SignedOut() {
  useEffect(stopLive, []);
  return (
    <Outside trail="Signed out" title="You are signed out">
      <p>Slotwire keeps receiving meetings.</p>
      <WaysIn tenant={shownTenant()} />
    </Outside>
  );
}
