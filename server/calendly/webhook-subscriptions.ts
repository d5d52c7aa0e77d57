/** Our registrations at Calendly. There is no way to change one: only to make, read and delete it. */
import type { Api } from './api.ts';
import type { Calendly } from './client.ts';
import { isCalendlyError } from './errors.ts';
import { webhookSubscription } from './resources.ts';
import { segment } from './uri.ts';

const path = '/webhook_subscriptions';
const pageSize = 100;

export function createWebhookSubscriptions(api: Api): Calendly['webhookSubscriptions'] {
  return {
    create(caller, { url, signingKey, ...wanted }) {
      const json = { ...wanted, url: url.reveal(), signing_key: signingKey.reveal() };
      const operation = 'webhookSubscriptions.create';
      return api.resource(caller, { operation, method: 'POST', path, json }, webhookSubscription);
    },
    async get(caller, uuid) {
      const operation = 'webhookSubscriptions.get';
      const one = `${path}/${segment(uuid)}`;
      return api.resource(caller, { operation, method: 'GET', path: one }, webhookSubscription);
    },
    async delete(caller, uuid) {
      const operation = 'webhookSubscriptions.delete';
      try {
        await api.send(caller, { operation, method: 'DELETE', path: `${path}/${segment(uuid)}` });
      } catch (error) {
        if (!isCalendlyError(error, 'not_found')) throw error;
      }
    },
    list(caller, of) {
      const operation = 'webhookSubscriptions.list';
      const query = { ...of, count: pageSize };
      return api.items(caller, { operation, method: 'GET', path, query }, webhookSubscription);
    },
  };
}
