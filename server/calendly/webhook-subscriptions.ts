/** Our registrations at Calendly. There is no way to change one: only to make, read and delete it. */
import type { Calls } from './calls.ts';
import type { Calendly } from './client.ts';
import { isCalendlyError } from './errors.ts';

export function createWebhookSubscriptions({
  webhookSubscriptions,
}: Calls): Calendly['webhookSubscriptions'] {
  return {
    ...webhookSubscriptions,
    create(caller, { url, signingKey, ...wanted }) {
      const secrets = { url: url.reveal(), signing_key: signingKey.reveal() };
      return webhookSubscriptions.create(caller, { ...wanted, ...secrets });
    },
    async delete(caller, uuid) {
      try {
        await webhookSubscriptions.delete(caller, uuid);
      } catch (error) {
        if (!isCalendlyError(error, 'not_found')) throw error;
      }
    },
  };
}
