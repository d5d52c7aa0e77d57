/** Trying it out, over HTTP. These routes exist only where Calendly is the emulator on this machine. */
import { z } from 'zod';
import type { Connection, TrialPeople, TrialStep, TrialTrace } from '../../sdk/types.ts';
import { type ConnectionViews, connection } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import { givenId, moment, type Route, route } from '../http/index.ts';
import { trialPeople, trialStep, trialTrace } from './answers.ts';
import type { Trial } from './trial.ts';

const plainId = z.string().regex(/^[\w-]{1,64}$/);
const meetingAddress = z.strictObject({ id: givenId('meeting') });

export function trialRoutes(deps: {
  database: Database;
  trial: Trial;
  connectionViews: Pick<ConnectionViews, 'find'>;
}): Route[] {
  const { database, trial, connectionViews } = deps;
  return [
    route({
      method: 'POST',
      path: '/api/v1/trial/connection',
      summary: 'Register an application at the emulator and add it as a connection',
      access: 'operator',
      scope: 'session',
      callsOut: true,
      answers: 201,
      answer: connection,
      refuses: ['emulator_unreachable', 'emulator_refused'],
      handler: async ({ principal: { tenantId } }): Promise<Connection> => {
        const id = await trial.connect(tenantId);
        return database.tenantTransaction(tenantId, async (tx) => (await connectionViews.find(tx, id))!);
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/trial/people',
      summary: 'Who can be booked at the emulator, with their event types',
      access: 'operator',
      scope: 'session',
      answers: 200,
      answer: trialPeople,
      refuses: ['emulator_unreachable', 'emulator_refused'],
      handler: ({ principal: { tenantId } }): Promise<TrialPeople> => trial.people(tenantId),
    }),
    route({
      method: 'POST',
      path: '/api/v1/trial/bookings',
      summary: 'Book the next free time at the emulator',
      access: 'operator',
      scope: 'session',
      body: z.strictObject({ accountId: givenId('account'), eventType: z.string().max(200) }),
      callsOut: true,
      answers: 201,
      answer: trialStep,
      refuses: ['emulator_unreachable', 'emulator_refused', 'not_found', 'account_not_connected'],
      handler: ({ principal: { tenantId }, body }): Promise<TrialStep> =>
        trial.book(tenantId, body.accountId, body.eventType),
    }),
    route({
      method: 'GET',
      path: '/api/v1/trial/trace',
      summary: 'How far a booking, a move or a cancellation has come',
      access: 'operator',
      scope: 'session',
      query: z.strictObject({
        accountId: givenId('account'),
        event: plainId,
        invitee: plainId,
        after: moment,
      }),
      answers: 200,
      answer: trialTrace,
      handler: ({ principal: { tenantId }, query }): Promise<TrialTrace> => trial.trace(tenantId, query),
    }),
    route({
      method: 'POST',
      path: '/api/v1/trial/meetings/{id}/cancel',
      summary: 'Cancel a meeting at the emulator, as its invitee',
      access: 'operator',
      scope: 'session',
      params: meetingAddress,
      callsOut: true,
      answers: 201,
      answer: trialStep,
      refuses: ['emulator_unreachable', 'emulator_refused'],
      handler: ({ principal: { tenantId }, params }): Promise<TrialStep> => trial.cancel(tenantId, params.id),
    }),
    route({
      method: 'POST',
      path: '/api/v1/trial/meetings/{id}/move',
      summary: 'Move a meeting to the next free time at the emulator, as its invitee',
      access: 'operator',
      scope: 'session',
      params: meetingAddress,
      callsOut: true,
      answers: 201,
      answer: trialStep,
      refuses: ['emulator_unreachable', 'emulator_refused'],
      handler: ({ principal: { tenantId }, params }): Promise<TrialStep> => trial.move(tenantId, params.id),
    }),
  ];
}
