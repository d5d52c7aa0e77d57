/** What subscriptions were sent: tries and their answers, the next try, and the bytes. */
import { createHash } from 'node:crypto';
import type { Attempt, Delivery, WebhookSubscription } from '../entities.ts';
import { type Content, foreign, type Html, html } from '../pages/html.ts';
import { toDelivery } from '../webhooks.ts';
import { copyOf, finder, hidden, mark, select, table, turnPages, when } from './look.ts';
import { type ConsoleParts, type Look, pageOf, type Section } from './section.ts';

const states = {
  waiting: mark('…', 'waiting'),
  delivered: mark('●', 'delivered'),
  dropped: mark('✕', 'dropped'),
};

export function deliveriesSection({ state, store }: ConsoleParts): Section {
  const addressOf = ({ subscriptionId }: Delivery): Content => {
    const subscription = state.subscriptions.get(subscriptionId);
    return subscription
      ? html`<code>${foreign(subscription.callbackUrl)}</code>`
      : html`<span class="muted">a subscription that is gone</span>`;
  };

  const row = (delivery: Delivery): Content[] => [
    when(delivery.createdAt),
    html`<code>${delivery.event}</code>`,
    addressOf(delivery),
    states[delivery.state],
    delivery.attempts.length === 0
      ? 'none yet'
      : delivery.attempts.map((attempt) => html`<div>${answerOf(attempt)}</div>`),
    when(delivery.nextAttemptAt),
    html`<a data-key="open-${delivery.id}" href="/_emulator/console/deliveries/${delivery.id}">${delivery.body.length} bytes</a>`,
  ];

  function find(look: Look, limit: number, offset: number): Delivery[] {
    const wanted = [look.get('state') ?? '', look.get('subscription') ?? ''] as const;
    return store
      .all(
        `select * from deliveries where (? = '' or state = ?) and (? = '' or subscription_id = ?)
         order by seq desc limit ? offset ?`,
        wanted[0],
        wanted[0],
        wanted[1],
        wanted[1],
        limit,
        offset,
      )
      .map(toDelivery);
  }

  return {
    name: 'deliveries',
    title: 'Deliveries',
    above(look) {
      const subscription = look.get('subscription');
      const options = [{ value: '', words: 'all' }, ...Object.keys(states)];
      return html`<div class="row spread">${finder(
        html`${subscription && hidden({ subscription })}${select('state', 'State', options, look.get('state') ?? '')}`,
      )}${subscription && html`<p>Of one subscription. <a href="/_emulator/console/deliveries">Show those of all</a></p>`}</div>`;
    },
    live(look) {
      const page = pageOf(look, (limit, offset) => find(look, limit, offset));
      return html`${table('deliveries', ['Made (UTC)', 'Topic', 'To', 'State', 'Answers', 'Next try (UTC)', 'Request'], page.rows.map(row))}
${turnPages(page, look)}`;
    },
  };
}

const answerOf = ({ status, error, milliseconds }: Attempt) => `${status ?? error} in ${milliseconds} ms`;

/** One delivery by itself, newest facts first. */
export function deliveryPage({ state, store }: ConsoleParts, id: string): Html | undefined {
  const [found] = store.all('select * from deliveries where id = ?', id);
  if (!found) return undefined;
  const delivery = toDelivery(found);
  const text = Buffer.from(delivery.body).toString();
  const hash = createHash('sha256').update(delivery.body).digest('hex');
  return html`<p><a href="/_emulator/console/deliveries">All deliveries</a></p>
<dl class="facts">
<div><dt>State</dt><dd>${states[delivery.state]}</dd></div>
<div><dt>Topic</dt><dd><code>${delivery.event}</code></dd></div>
<div><dt>Made</dt><dd>${when(delivery.createdAt)} UTC</dd></div>
<div><dt>Next try</dt><dd>${delivery.nextAttemptAt === null ? 'none' : html`${when(delivery.nextAttemptAt)} UTC`}</dd></div>
${requestLines(state.subscriptions.get(delivery.subscriptionId))}
<div><dt>SHA-256</dt><dd><code id="hash">${hash}</code> ${copyOf('hash', 'SHA-256')}</dd></div>
</dl>
<h2>Tries</h2>
${table(
  'tries',
  ['Sent (UTC)', 'Signed for (t)', 'Answer', 'Took'],
  delivery.attempts.map((attempt) => [
    when(attempt.at),
    attempt.signedAt === null ? 'not signed' : html`<code>${attempt.signedAt}</code>`,
    attempt.status === null ? foreign(attempt.error ?? '') : String(attempt.status),
    `${attempt.milliseconds} ms`,
  ]),
)}
<div class="row spread"><h2>Body</h2><span class="row"><a href="/_emulator/deliveries/${id}">${delivery.body.length} bytes as they are</a>${copyOf('body', 'the body')}</span></div>
<pre class="body" id="body" tabindex="0" aria-label="Body">${foreign(pretty(text))}</pre>`;
}

function requestLines(subscription: WebhookSubscription | undefined): Content {
  if (!subscription) return html`<div><dt>To</dt><dd>a subscription that is gone</dd></div>`;
  return html`<div><dt>To</dt><dd><code>POST ${foreign(subscription.callbackUrl)}</code></dd></div>
<div><dt>Signed with</dt><dd>${subscription.signingKey === null ? 'the application’s key' : 'the subscription’s own key'}</dd></div>`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
