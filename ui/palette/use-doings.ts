/** What can be done from anywhere. What a viewer may not is shown, off, with the reason. */
import { useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconExternalLink,
  IconKeyboard,
  IconLink,
  IconLogout,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconSend,
  IconSun,
} from '@tabler/icons-react';
import { useLive } from '../live/use-live.ts';
import { useMayChange, useSession } from '../shell/session.ts';
import { useSignOut } from '../shell/sign-out.ts';
import type { Entry } from './entries.ts';

/** What is asked for in a window of its own once the palette has closed. */
export type Asked = 'account' | 'link' | 'test';

const schemes = [
  { value: 'light', words: 'Light appearance', icon: IconSun },
  { value: 'dark', words: 'Dark appearance', icon: IconMoon },
  { value: 'auto', words: 'Appearance of the system', icon: IconDeviceDesktop },
] as const;

export function useDoings({ ask, showKeys }: { ask(what: Asked): void; showKeys(): void }): Entry[] {
  const { calendly } = useSession();
  const { paused, pause, resume } = useLive();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const off = useMayChange() ? undefined : 'Operators only';
  const emulator: Entry[] = [
    { key: 'do test', icon: IconSend, title: 'Send a test booking', off, run: () => ask('test') },
    {
      key: 'do emulator',
      icon: IconExternalLink,
      title: 'Open the emulator',
      run: () => window.open(calendly.url, '_blank', 'noreferrer'),
    },
  ];
  return [
    { key: 'do account', icon: IconPlus, title: 'Connect an account', off, run: () => ask('account') },
    { key: 'do link', icon: IconLink, title: 'Copy connect link for…', off, run: () => ask('link') },
    ...(calendly.kind === 'emulator' ? emulator : []),
    {
      key: 'do pause',
      icon: paused ? IconPlayerPlay : IconPlayerPause,
      title: paused ? 'Go on showing what is new' : 'Pause showing what is new',
      run: paused ? resume : pause,
    },
    ...schemes
      .filter(({ value }) => value !== colorScheme)
      .map(({ value, words, icon }) => ({
        key: `do ${value}`,
        icon,
        title: words,
        run: () => setColorScheme(value),
      })),
    { key: 'do keys', icon: IconKeyboard, title: 'Show the keys', run: showKeys },
    { key: 'do sign-out', icon: IconLogout, title: 'Sign out', run: () => signOut.mutate() },
  ];
}
