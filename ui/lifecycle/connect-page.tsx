/** How the end users' pages show the application: a form, and beside it those pages as they will look. */
import { ColorSwatch, FileButton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ConnectPage } from '../../sdk/index.ts';
import { isRefused, put, remove } from '../api.ts';
import { Act } from '../kit/act.tsx';
import forms from '../kit/form.module.css';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { Refusal } from '../kit/refusal.tsx';
import { tell, tellRefusal } from '../kit/tell.ts';
import { tooLong } from '../kit/use-fields.ts';
import { connectPageQuery, sessionQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { useMayChange } from '../shell/session.ts';
import classes from './connect-page.module.css';
import { ConnectPreview, useWorn } from './connect-preview.tsx';

const path = '/api/v1/settings/connect-page';

export function ConnectPagePage() {
  const query = useQuery(connectPageQuery);
  return (
    <Page title="Connect page" trail="Connect page · Settings">
      <Load query={query} skeleton={<SkeletonRows rows={6} />}>
        {(saved) => <Settings key={`${saved.name} ${saved.color}`} saved={saved} />}
      </Load>
    </Page>
  );
}

/** What is typed, before it is saved. */
export interface Typed {
  name: string;
  color: string;
}

const wrongName = (name: string) => tooLong(name.trim(), 100);
const isColor = (color: string) => /^#?[0-9a-f]{6}$/i.test(color.trim());
const wrongColor = (color: string) =>
  color.trim() === '' || isColor(color) ? undefined : 'Six hex digits, like #0e7c61.';

function Settings({ saved }: { saved: ConnectPage }) {
  const [typed, setTyped] = useState<Typed>({ name: saved.name ?? '', color: saved.color ?? '' });
  const shown = {
    name: wrongName(typed.name) ? '' : typed.name,
    color: isColor(typed.color) ? typed.color : '',
  };
  return (
    <div className={classes.both}>
      <Form saved={saved} typed={typed} setTyped={setTyped} />
      <ConnectPreview typed={shown} logo={saved.logo} />
    </div>
  );
}

function useSave<T>(send: (value: T) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      tell(done, 'End users see it from now on.');
      return client.invalidateQueries({ queryKey: connectPageQuery.queryKey });
    },
  });
}

function Form(of: { saved: ConnectPage; typed: Typed; setTyped(typed: Typed): void }) {
  const { saved, typed, setTyped } = of;
  const { data: session } = useQuery(sessionQuery);
  const save = useSave(
    ({ name, color }: Typed) => put(path, { name: name.trim() || null, color: color.trim() || null }),
    'Saved',
  );
  const wrong = { name: wrongName(typed.name), color: wrongColor(typed.color) };
  const may = useMayChange();
  const same = typed.name === (saved.name ?? '') && typed.color === (saved.color ?? '');
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (may && !wrong.name && !wrong.color) save.mutate(typed);
      }}
    >
      <p className={classes.about}>
        Your people see these pages when they connect their Calendly, or end the connection. They speak the
        person’s language: English, German, French or Spanish.
      </p>
      <TextInput
        label="Application’s name"
        description="As your people know it."
        placeholder={session?.tenant.name ?? ''}
        autoComplete="off"
        data-testid="connect-name"
        value={typed.name}
        error={wrong.name}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <Color typed={typed} setTyped={setTyped} wrong={wrong.color} />
      {save.isError && isRefused(save.error) && <Refusal error={save.error} />}
      <div className={forms.buttons}>
        <Act
          type="submit"
          variant="filled"
          testId="save-connect-page"
          busy={save.isPending}
          disabled={same}
          onClick={() => undefined}
        >
          Save
        </Act>
      </div>
      <Logo logo={saved.logo} />
    </form>
  );
}

function Color(of: { typed: Typed; setTyped(typed: Typed): void; wrong: string | undefined }) {
  const { typed, setTyped, wrong } = of;
  const worn = useWorn(isColor(typed.color) ? typed.color : '');
  return (
    <div className={classes.color}>
      <TextInput
        label="Colour"
        description="Of the button and the mark; empty for black and white."
        placeholder="#0e7c61"
        autoComplete="off"
        spellCheck={false}
        data-testid="connect-color"
        value={typed.color}
        error={wrong}
        rightSection={worn && <ColorSwatch aria-hidden size={18} color={worn.color} />}
        onChange={(event) => setTyped({ ...typed, color: event.currentTarget.value })}
      />
      <p className={classes.darkened} role="status" data-testid="darkened">
        {worn?.darkened &&
          `Neither white nor black text can be read on ${typed.color.trim()}, so a darker one is used: ${worn.color}.`}
      </p>
    </div>
  );
}

const mostBytes = 100_000;

function Logo({ logo }: { logo: string | null }) {
  const change = useSave((address: string) => put(`${path}/logo`, { logo: address }), 'Logo is saved');
  const drop = useSave(() => remove(`${path}/logo`), 'Logo is removed');
  const [wrong, setWrong] = useState<string>();
  const forget = useRef<() => void>(null);
  const choose = async (file: File | null) => {
    setWrong(undefined);
    forget.current?.();
    if (!file) return;
    if (file.size > mostBytes) return setWrong('This picture is too large: 100 kB fit.');
    change.mutate(await readAsAddress(file), { onError: tellRefusal });
  };
  return (
    <section className={classes.logo} aria-labelledby="logo-title">
      <h2 id="logo-title">Logo</h2>
      <p className={classes.about}>PNG, JPEG or WebP, square, up to 100 kB. Saved as soon as it is chosen.</p>
      <div className={classes.picture}>
        {logo ? <img src={logo} alt="What is shown now" width={44} height={44} /> : <span>None yet</span>}
        <FileButton
          accept="image/png,image/jpeg,image/webp"
          name="logo"
          resetRef={forget}
          onChange={(file) => void choose(file)}
        >
          {({ onClick }) => <Act onClick={onClick}>{logo ? 'Replace' : 'Choose a picture'}</Act>}
        </FileButton>
        {logo && (
          <Act busy={drop.isPending} onClick={() => drop.mutate(undefined, { onError: tellRefusal })}>
            Remove
          </Act>
        )}
      </div>
      {wrong && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}

function readAsAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
