/** Webhook subscriptions, and what became of what they were sent. */
import type { WebhookSubscription } from '../entities.ts';
import { type Content, foreign, html } from '../pages/html.ts';
import { mark, table, turnPages, when } from './look.ts';
import { type ConsoleParts, pageOf, type Section } from './section.ts';

export function subscriptionsSection({ state, store }: ConsoleParts): Section {
  function ownerOf({ scope, userId, groupId, organizationId }: WebhookSubscription): Content {
    const owner =
      (userId && state.users.get(userId)) ||
      (groupId && state.groups.get(groupId)) ||
      state.organizations.get(organizationId);
    return html`${scope}<br>${foreign(owner?.name ?? '')}`;
  }

  function sentTo({ id }: WebhookSubscription): Content {
    const counts = store.all(
      'select state, count(*) as count from deliveries where subscription_id = ? group by state',
      id,
    );
    if (counts.length === 0) return 'nothing yet';
    return html`<a href="/_emulator/console/deliveries?subscription=${id}">${counts.map(({ state, count }) => `${count} ${state}`).join(', ')}</a>`;
  }

  const row = (subscription: WebhookSubscription): Content[] => [
    html`<code>${foreign(subscription.callbackUrl)}</code>`,
    html`<ul>${subscription.events.map((topic) => html`<li>${topic}</li>`)}</ul>`,
    ownerOf(subscription),
    subscription.signingKey === null ? 'the application’s key' : 'its own key',
    subscription.state === 'active' ? mark('●', 'active') : mark('✕', 'disabled'),
    when(subscription.retryStartedAt),
    sentTo(subscription),
    when(subscription.createdAt),
  ];

  return {
    name: 'subscriptions',
    title: 'Subscriptions',
    live(look) {
      const page = pageOf(look, (limit, offset) =>
        state.subscriptions.where('true order by created_at desc, id limit ? offset ?', limit, offset),
      );
      return html`<p class="muted">One that failed for 24 hours is disabled and stays so, as at Calendly: its application makes another.</p>
${table('webhook subscriptions', ['Sends to', 'Topics', 'Of', 'Signed with', 'State', 'Retrying since (UTC)', 'Sent', 'Made (UTC)'], page.rows.map(row))}
${turnPages(page, look)}`;
    },
  };
}
