/** Opens and closes the palette, by its key from anywhere or by the button in the bar. */
import { createContext, use, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { isWithModifier } from '../kit/keys.ts';

export const loadPalette = () => import('../palette/palette.tsx');

/** How the button opens it. */
export const PaletteContext = createContext<() => void>(() => undefined);

export const useOpenPalette = () => use(PaletteContext);

export function usePalette() {
  const [state, setState] = useState<'never' | 'opened' | 'closed'>('never');
  const from = useRef<Element>(null);
  const open = useCallback(() => {
    from.current = document.activeElement;
    setState('opened');
  }, []);
  const close = useCallback(() => {
    setState('closed');
    if (from.current instanceof HTMLElement) from.current.focus();
  }, []);

  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !isWithModifier(event)) return;
    event.preventDefault();
    if (state === 'opened') close();
    // What another window asks is answered first.
    else if (!document.querySelector('[role=dialog]')) open();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hear(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
  return { used: state !== 'never', opened: state === 'opened', open, close };
}
