/** A short word about what was done or could not be done, at the edge of the page. */
import { notifications } from '@mantine/notifications';
import { problemOf } from '../api.ts';

export function tell(title: string, message = ''): void {
  notifications.show({ title, message, withBorder: true, autoClose: 6000, color: 'ink' });
}

/** For actions whose place on the page has no room for a refusal. */
export function tellRefusal(error: unknown): void {
  const { title, detail, wayOut } = problemOf(error);
  notifications.show({
    title,
    message: [detail, wayOut].filter(Boolean).join(' '),
    autoClose: false,
    color: 'ink',
  });
}
