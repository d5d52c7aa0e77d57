/**
 * Single keys, never while somebody types and never when they are switched off (WCAG 2.1.4). A part of a page hears
 * those pressed within it; the page hears its own from everywhere, except under an open dialog.
 */
import { useEffect, useEffectEvent } from 'react';
import { preferences } from '../preferences.ts';

export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'target' | 'timeStamp' | 'preventDefault'
>;

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** What a key of ours is pressed with that is heard while somebody types, too. */
export const modifier = isMac ? '⌘' : 'Ctrl';

export function isWithModifier({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return (isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !altKey && !shiftKey;
}

type Actions = Record<string, ((event: Pressed) => void) | undefined>;

export function onKeys(actions: Actions) {
  return (event: Pressed) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event;
    if (target instanceof Element && target.matches('input:not([type=checkbox]), textarea, select')) return;
    // It presses them.
    if (event.key === ' ' && target instanceof Element && target.matches('input, button')) return;
    const name = event.key.toLowerCase();
    // What moves or closes is no character, and is always heard.
    if (name.length === 1 && name !== ' ' && !preferences().keys) return;
    const act = actions[name];
    if (!act) return;
    event.preventDefault();
    act(event);
  };
}

export function useKeys(actions: Actions): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (!document.querySelector('[role=dialog]')) onKeys(actions)(event);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hear(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
