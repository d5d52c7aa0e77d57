/** An address that leads nowhere, or to a tenant that this session is not signed in to. */
import { Link } from '@tanstack/react-router';
import { Outside } from './outside.tsx';

export function NotFound() {
  return (
    <Outside
      trail="Not found"
      title="There is nothing at this address"
      action={<Link to="/">Go to the overview</Link>}
    >
      <p>It may be mistyped, or belong to a tenant that you are not signed in to.</p>
    </Outside>
  );
}
