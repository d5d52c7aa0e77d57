/** How somebody who is signed out comes in: single sign-on where it is set up, a link, the machine itself. */
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { address } from '../api.ts';
import { signInWaysQuery } from '../queries.ts';
import { SignInCommand } from './command.tsx';
import classes from './outside.module.css';

export function WaysIn({ tenant }: { tenant: string }) {
  const { data } = useQuery(signInWaysQuery);
  return (
    <>
      {data?.singleSignOn && <SingleSignOn tenant={tenant} name={data.singleSignOn.name} />}
      <p>
        {data?.singleSignOn ? 'Or ask' : 'Ask'} an owner of your team for a sign-in link. Whoever holds the
        machine makes one with:
      </p>
      <SignInCommand />
    </>
  );
}

function SingleSignOn({ tenant, name }: { tenant: string; name: string }) {
  const [typed, setTyped] = useState(tenant);
  const slug = typed.trim().toLowerCase();
  return (
    <form action="/oauth/sign-in" className={classes.single}>
      {tenant === '' ? (
        <TextInput
          label="Tenant"
          description="Its short name, as in the address of its pages."
          name="tenant"
          autoComplete="organization"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <Button
        component="a"
        variant="filled"
        data-testid="single-sign-on"
        href={address('/oauth/sign-in', { tenant: slug })}
        aria-disabled={slug === '' || undefined}
      >
        Sign in with {name}
      </Button>
    </form>
  );
}
