/** The least that shows a hundred thousand rows with the same libraries: Mantine's table in a virtual list. */
import { MantineProvider, Table } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { createElement as el, useRef } from 'react';
import { createRoot } from 'react-dom/client';

const rowHeight = 36;

function List() {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: 100_000,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const rows = virtual.getVirtualItems().map(({ key, index, start }) =>
    el(
      Table.Tr,
      {
        key,
        style: {
          position: 'absolute',
          width: '100%',
          height: rowHeight,
          transform: `translateY(${start}px)`,
        },
      },
      ...['Received', 'Applied', 'invitee.created', 'Account', '12 ms'].map((word) =>
        el(Table.Td, { key: word }, `${word} ${index}`),
      ),
    ),
  );
  const body = { style: { position: 'relative', display: 'block', height: virtual.getTotalSize() } } as const;
  return el(
    'div',
    { ref: scroller, id: 'list', style: { height: '90vh', overflow: 'auto' } },
    el(Table, null, el(Table.Tbody, body, rows)),
  );
}

createRoot(document.getElementById('root')!).render(el(MantineProvider, null, el(List)));
