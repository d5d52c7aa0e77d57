/** How an end user is called where one line has to do. */
import type { EndUser } from '../../sdk/index.ts';

export function nameOf(endUser: EndUser): string {
  if (endUser.name) return endUser.name;
  if (endUser.email) return endUser.email;
  return endUser.kind === 'operator' ? 'Own account' : `End user ${endUser.userId}`;
}
