/** Calm, wherever a session ends: nothing is lost, and how to come back. */
import { useEffect } from 'react';
import { stopLive } from '../live/use-live.ts';
import { SignInCommand } from './command.tsx';
import { Outside } from './outside.tsx';

export function SignedOut() {
  useEffect(stopLive, []);
  return (
    <Outside trail="Signed out" title="You are signed out">
      <p>
        Slotwire keeps receiving meetings. To sign in, run this where Slotwire runs and open the link it
        prints:
      </p>
      <SignInCommand />
    </Outside>
  );
}
