/** Meetings over HTTP: a page by start time, one with everything, and one end user's. */
import { z } from 'zod';
import type { Meeting, MeetingDetail, Page } from '../../sdk/types.ts';
import { userAddress } from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import {
  fourDigitYear,
  givenId,
  idAddress,
  moment,
  noCursor,
  type Principal,
  pageOf,
  pageQuery,
  type Route,
  route,
  toPage,
  typed,
} from '../http/index.ts';
import { meeting, meetingDetail } from './answers.ts';
import { describeMeeting } from './detail.ts';
import { present } from './present.ts';
import * as read from './read.ts';

const place = z.tuple([z.iso.datetime({ precision: 6 }).regex(fourDigitYear), z.guid()]);
const filters = {
  from: moment.optional(),
  to: moment.optional(),
  status: z.enum(['scheduled', 'moved', 'canceled', 'gone']).optional(),
  search: typed('Send text, or leave it out.').max(400).optional(),
  order: z.enum(['asc', 'desc']).default('asc'),
  ...pageQuery(100, 500),
};

export function meetingRoutes({ database }: { database: Database }): Route[] {
  const list = (principal: Principal, filter: read.MeetingFilter, limit: number) =>
    database.tenantTransaction(principal.tenantId, (tx) => listPage(tx, filter, limit), {
      endUserId: principal.endUserId,
    });
  return [
    route({
      method: 'GET',
      path: '/api/v1/meetings',
      summary: 'Meetings by start time',
      access: 'viewer',
      scope: 'meetings:read',
      query: z.strictObject({ ...filters, accountId: givenId('account').optional() }),
      answers: 200,
      answer: pageOf(meeting),
      handler: async ({ query: { cursor, limit, ...query }, principal }) =>
        list(principal, { ...query, after: parseCursor(cursor) }, limit),
    }),
    route({
      method: 'GET',
      path: '/api/v1/users/{userId}/meetings',
      summary: 'One end user’s meetings by start time',
      access: 'viewer',
      scope: 'meetings:read',
      params: userAddress,
      query: z.strictObject(filters),
      answers: 200,
      answer: pageOf(meeting),
      handler: async ({ params, query: { cursor, limit, ...query }, principal }): Promise<Page<Meeting>> => {
        const found = await database.tenantTransaction(
          principal.tenantId,
          (tx) => read.findEndUserId(tx, params.userId),
          { endUserId: principal.endUserId },
        );
        if (!found) return { items: [], nextCursor: null };
        return list(principal, { ...query, endUserId: found.id, after: parseCursor(cursor) }, limit);
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/meetings/{id}',
      summary: 'One meeting with everything that is known',
      access: 'viewer',
      scope: 'meetings:read',
      params: idAddress('meeting'),
      answers: 200,
      answer: meetingDetail,
      handler: async ({ params, principal }): Promise<MeetingDetail> => {
        const found = await database.tenantTransaction(
          principal.tenantId,
          (tx) => describeMeeting(tx, params.id),
          { endUserId: principal.endUserId },
        );
        if (!found) throw new Failure('not_found');
        return found;
      },
    }),
  ];
}

async function listPage(
  tx: Parameters<typeof read.listMeetings>[0],
  filter: read.MeetingFilter,
  limit: number,
): Promise<Page<Meeting>> {
  const rows = await read.listMeetings(tx, filter, limit + 1);
  const { items, nextCursor } = toPage(rows, limit, ({ startTime, id }) =>
    Buffer.from(`${startTime} ${id}`).toString('base64url'),
  );
  return { items: items.map((row) => present(row, row.accountId, row)), nextCursor };
}

function parseCursor(cursor: string | undefined): read.MeetingFilter['after'] {
  if (cursor === undefined) return undefined;
  const { data } = place.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '));
  if (!data) throw noCursor('cursor');
  return { startTime: data[0], id: data[1] };
}
