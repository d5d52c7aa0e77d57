/** Every page that has its place in the rail. A narrow screen keeps those under Settings behind *More*. */
import {
  IconCalendarEvent,
  IconInbox,
  IconKey,
  IconLayoutDashboard,
  IconPlugConnected,
  IconUsers,
} from '@tabler/icons-react';

export const pages = [
  { group: '', to: '/$tenant', word: 'Overview', icon: IconLayoutDashboard },
  { group: 'People', to: '/$tenant/meetings', word: 'Meetings', icon: IconCalendarEvent },
  { group: 'People', to: '/$tenant/accounts', word: 'Accounts', icon: IconUsers },
  { group: 'Traffic', to: '/$tenant/deliveries', word: 'Deliveries', icon: IconInbox },
  { group: 'Settings', to: '/$tenant/settings/connections', word: 'Connections', icon: IconPlugConnected },
  { group: 'Settings', to: '/$tenant/settings/api-keys', word: 'API keys', icon: IconKey },
] as const;
