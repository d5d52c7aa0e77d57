/** Rows of contacts and recaps before anything is known of them. */
import { type Contact, contactDetails, type Recap } from './entities.ts';

export const noDetails = Object.fromEntries(contactDetails.map((name) => [name, null])) as Contact['details'];

export function newRecap(known: Pick<Recap, 'id' | 'userId' | 'eventId'>, now: string): Recap {
  return {
    ...known,
    status: 'Available',
    summary: 'What was wanted, and by when.',
    actionItems: '- Send the quote',
    discussion: 'Prices, and who decides.',
    transcript: 'Good morning.\nGood morning.',
    createdAt: now,
    updatedAt: now,
  };
}
