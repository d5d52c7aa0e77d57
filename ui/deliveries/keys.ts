/** Where the keys of the list of deliveries lead. */
import type { Pressed } from '../kit/keys.ts';

/** The row beside that of this delivery, as far as it is in the page. */
export function neighbour(id: string, step: 1 | -1): { id: string; link: HTMLAnchorElement } | undefined {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-delivery-id]')];
  const row = rows[rows.findIndex(({ dataset }) => dataset.deliveryId === id) + step];
  const link = row?.querySelector<HTMLAnchorElement>('a[data-row-link]');
  return rows.some(({ dataset }) => dataset.deliveryId === id) && row && link
    ? { id: row.dataset.deliveryId!, link }
    : undefined;
}

export function deliveryUnder(event: Pressed): string | undefined {
  return (event.target as Element).closest<HTMLElement>('[data-delivery-id]')?.dataset.deliveryId;
}
