/**
 * A form whose values stay in its inputs (a secret is never copied into the page). A field is checked when it is
 * left, and from its first mistake on with every key; a refused form puts the focus on its first wrong field.
 */
import { type FormEvent, useRef, useState } from 'react';

export type Rules<K extends string> = Record<K, (value: string) => string | undefined>;
type Values<K extends string> = Record<K, string>;

export function useFields<K extends string>(rules: Rules<K>) {
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Partial<Values<K>>>({});
  const names = Object.keys(rules) as K[];

  const check = (name: K, value: string) => setWrong((before) => ({ ...before, [name]: rules[name](value) }));
  const focusFirst = (mistakes: Partial<Values<K>>) => {
    const first = names.find((name) => mistakes[name]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  };

  return {
    form,
    field: (name: K) => ({
      name,
      error: wrong[name],
      onBlur: (event: { currentTarget: HTMLInputElement }) => {
        // A word that appears under a field would push away what is being pressed.
        const pressing = form.current?.querySelector(':is(button, summary, label):active');
        if (!pressing) check(name, event.currentTarget.value);
      },
      onChange: (event: { currentTarget: HTMLInputElement }) => {
        if (wrong[name]) check(name, event.currentTarget.value);
      },
    }),
    /** What the API says of single fields, at their places. */
    refuse(fields: { path: string; message: string }[] | undefined) {
      const known = (fields ?? []).map(({ path, message }) => [path.split('.').at(-1), message]);
      const mistakes = Object.fromEntries(known.filter(([name]) => names.includes(name as K)));
      setWrong((before) => ({ ...before, ...mistakes }));
      focusFirst(mistakes as Partial<Values<K>>);
    },
    submit: (send: (values: Values<K>) => void) => (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      const data = new FormData(event.currentTarget);
      const values = Object.fromEntries(
        names.map((name) => [name, String(data.get(name) ?? '')]),
      ) as Values<K>;
      const mistakes = Object.fromEntries(
        names.map((name) => [name, rules[name](values[name])]),
      ) as typeof wrong;
      setWrong(mistakes);
      if (names.some((name) => mistakes[name])) focusFirst(mistakes);
      else send(values);
    },
  };
}

/** What is wrong with a text of more characters than fit. */
export function tooLong(value: string, most: number): string | undefined {
  const { length } = [...value];
  return length > most ? `${length} characters. ${most} fit.` : undefined;
}
