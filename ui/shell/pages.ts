/**
 * The pages of a tenant: where each stands in the rail, and the letter that leads there after `G`. A narrow screen
 * keeps those under Settings behind *More*.
 */
import {
  IconArrowBackUp,
  IconCalendarEvent,
  IconInbox,
  IconKey,
  IconLayoutDashboard,
  IconLayoutNavbar,
  IconListDetails,
  IconPlugConnected,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';

export const pages = [
  { group: '', to: '/$tenant', word: 'Overview', icon: IconLayoutDashboard, key: 'o' },
  { group: 'People', to: '/$tenant/meetings', word: 'Meetings', icon: IconCalendarEvent, key: 'm' },
  { group: 'People', to: '/$tenant/accounts', word: 'Accounts', icon: IconUsers, key: 'a' },
  { group: 'Traffic', to: '/$tenant/deliveries', word: 'Deliveries', icon: IconInbox, key: 'd' },
  {
    group: 'Settings',
    to: '/$tenant/settings/connections',
    word: 'Connections',
    icon: IconPlugConnected,
    key: 'c',
  },
  {
    group: 'Settings',
    to: '/$tenant/settings/connect-page',
    word: 'Connect page',
    icon: IconLayoutNavbar,
    key: 'p',
  },
  {
    group: 'Settings',
    to: '/$tenant/settings/return-addresses',
    word: 'Return addresses',
    icon: IconArrowBackUp,
    key: 'r',
  },
  { group: 'Settings', to: '/$tenant/settings/api-keys', word: 'API keys', icon: IconKey, key: 'k' },
  { group: 'Settings', to: '/$tenant/settings/team', word: 'Team', icon: IconUsersGroup, key: 't' },
  { group: 'Settings', to: '/$tenant/settings/audit', word: 'Audit', icon: IconListDetails, key: 'u' },
] as const;
