/** The keys that every page hears: `?` for the sheet of keys, `/` into the search, `G` and a letter to go. */
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useKeys } from '../kit/keys.ts';
import { pages } from './pages.ts';

/** A letter that comes later is one of its own. */
const togetherMs = 1500;

export function useShellKeys(tenant: string) {
  const navigate = useNavigate();
  const [opened, sheet] = useDisclosure();

  const go = (asked: number) => (event: KeyboardEvent) => {
    const page = pages.find(({ key }) => key === event.key.toLowerCase());
    if (!page || event.timeStamp - asked > togetherMs) return;
    // What the letter alone means to the page does not happen.
    event.preventDefault();
    event.stopPropagation();
    void navigate({ to: page.to, params: { tenant } });
  };

  useKeys({
    '?': sheet.open,
    '/': () => document.querySelector<HTMLElement>('search input')?.focus(),
    g: ({ timeStamp }) => document.addEventListener('keydown', go(timeStamp), { capture: true, once: true }),
  });
  return { opened, open: sheet.open, close: sheet.close };
}
