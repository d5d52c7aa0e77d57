/** Single keys, heard only where the list or the open delivery has the focus, never while somebody types. */
import type { KeyboardEvent } from 'react';

export function onKeys(actions: Record<string, ((event: KeyboardEvent) => void) | undefined>) {
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if ((event.target as Element).matches('input:not([type=checkbox]), textarea, select')) return;
    const act = actions[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(event);
  };
}

/** The row beside that of this delivery, as far as it is in the page. */
export function neighbour(id: string, step: 1 | -1): { id: string; link: HTMLAnchorElement } | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-delivery-id]')];
  const row = rows[rows.findIndex(({ dataset }) => dataset.deliveryId === id) + step];
  const link = row?.querySelector<HTMLAnchorElement>('a[data-row-link]');
  return rows.some(({ dataset }) => dataset.deliveryId === id) && row && link
    ? { id: row.dataset.deliveryId!, link }
    : undefined;
}

export function deliveryUnder(event: KeyboardEvent): string | undefined {
  return (event.target as Element).closest<HTMLElement>('[data-delivery-id]')?.dataset.deliveryId;
}
