/** The end users' pages as the server would make them of what is typed, in a frame that can do nothing. */
import { SegmentedControl, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectPreview as Preview } from '../../sdk/index.ts';
import { address, get } from '../api.ts';
import { Refusal } from '../kit/refusal.tsx';
import classes from './connect-page.module.css';
import type { Typed } from './connect-page.tsx';

const pages = [
  { value: 'invitation', label: 'Before: the invitation' },
  { value: 'connected', label: 'After: connected' },
  { value: 'other', label: 'Another person signed in' },
  { value: 'declined', label: 'The person said no' },
  { value: 'ended', label: 'The link has ended' },
  { value: 'disconnect', label: 'Disconnect: what goes' },
  { value: 'disconnected', label: 'Disconnected, with proof' },
];
const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
  { value: 'fr', label: 'Français' },
  { value: 'es', label: 'Español' },
];
const settleMs = 200;

/** `logo`: what the server has just now, so that it is asked again when that is another. */
function usePreview(
  wanted: { name: string; color: string; page: string; language: string },
  logo: string | null,
) {
  const [settled] = useDebouncedValue(wanted, settleMs);
  const query = { ...settled, name: settled.name.trim(), color: settled.color.trim() };
  return useQuery({
    queryKey: ['connect-preview', query, logo],
    queryFn: ({ signal }) => get<Preview>(address('/api/v1/settings/connect-page/preview', query), signal),
    placeholderData: keepPreviousData,
  });
}

/** How a colour is worn; undefined while it is not known, or there is none. */
export function useWorn(color: string): Preview['worn'] | undefined {
  const { data } = usePreview({ name: '', color, page: 'invitation', language: 'en' }, null);
  return color === '' ? undefined : data?.worn;
}

export function ConnectPreview({ typed, logo }: { typed: Typed; logo: string | null }) {
  const [page, setPage] = useState('invitation');
  const [language, setLanguage] = useState('en');
  const [width, setWidth] = useState('390');
  const preview = usePreview({ ...typed, page, language }, logo);
  return (
    <section className={classes.preview} aria-label="Preview">
      <div className={classes.choices}>
        <Select
          aria-label="Page"
          data={pages}
          value={page}
          allowDeselect={false}
          onChange={(chosen) => chosen && setPage(chosen)}
        />
        <Select
          aria-label="Language"
          data={languages}
          value={language}
          allowDeselect={false}
          onChange={(chosen) => chosen && setLanguage(chosen)}
        />
        <SegmentedControl
          aria-label="Width"
          className={classes.widths ?? ''}
          value={width}
          data={['390', '720']}
          onChange={setWidth}
        />
      </div>
      {preview.isError && <Refusal error={preview.error} onRetry={() => void preview.refetch()} />}
      <div className={classes.stage}>
        <iframe
          className={classes.frame}
          data-width={width}
          title="The page as your people see it"
          sandbox="allow-same-origin"
          srcDoc={preview.data?.html ?? ''}
        />
      </div>
    </section>
  );
}
