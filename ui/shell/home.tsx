/** `/` leads to the overview of the tenant that is signed in to, or to its accounts when Calendly sends somebody back. */
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { Gate } from './gate.tsx';

const route = getRouteApi('/');

export function Home() {
  const returned = route.useSearch();
  const back = returned.connected !== undefined || returned.connect_error !== undefined;
  return (
    <Gate>
      {({ tenant: { slug } }) =>
        back ? (
          <Navigate to="/$tenant/accounts" params={{ tenant: slug }} search={returned} replace />
        ) : (
          <Navigate to="/$tenant" params={{ tenant: slug }} replace />
        )
      }
    </Gate>
  );
}
