/** Calendly's answers, errors among them, with their titles and texts. */
import type { Json } from './wire.ts';

export interface Answer {
  status: number;
  /** Undefined for 204. */
  body?: Json;
  headers?: Record<string, string>;
}

export interface Detail {
  parameter?: string;
  message: string;
  code?: string;
}

export const resource = (body: Json, status = 200): Answer => ({ status, body: { resource: body } });

export const noContent: Answer = { status: 204 };

export function invalid(...details: Detail[]): Answer {
  return {
    status: 400,
    body: {
      title: 'Invalid Argument',
      message: 'The supplied parameters are invalid.',
      ...(details.length === 0 ? {} : { details }),
    },
  };
}

export function unauthenticated(message: string): Answer {
  return { status: 401, body: { title: 'Unauthenticated', message } };
}

export function denied(message = 'You do not have permission to access this resource.'): Answer {
  return { status: 403, body: { title: 'Permission Denied', message } };
}

export function insufficientScope(scope: string): Answer {
  return {
    status: 403,
    body: {
      title: 'Insufficient scope',
      message: "This operation requires the scopes listed in the 'required_scopes' array.",
      required_scopes: [scope],
    },
  };
}

export const notFound: Answer = {
  status: 404,
  body: {
    title: 'Resource Not Found',
    message: 'The server could not find the requested resource.',
  },
};

export const exists = (message: string): Answer => ({
  status: 409,
  body: { title: 'Already Exists', message },
});
export const hookExists = exists('Hook with this url already exists');

export const calendarBroken: Answer = {
  status: 424,
  body: { title: 'External Calendar Error', message: 'There is a problem accessing your calendar.' },
};

/** A bare list, of what Calendly does not page. */
export const collection = (items: Json[]): Answer => ({ status: 200, body: { collection: items } });

export const upgrade = {
  paid: denied('Please upgrade to a paid Calendly account.'),
  enterprise: denied('Please upgrade your Calendly account to Enterprise.'),
};

export const tooMany: Answer = {
  status: 429,
  body: { title: 'Too Many Requests', message: 'You have made too many requests. Try again later.' },
};

export const broken: Answer = {
  status: 500,
  body: {
    title: 'Internal Server Error',
    message: 'The server encountered an unexpected condition that prevented it from fulfilling the request.',
  },
};

/** What a fault `status` answers. */
export function answerOf(status: number): Answer {
  const known = [
    unauthenticated('The access token is invalid'),
    denied(),
    notFound,
    exists('It exists already.'),
    calendarBroken,
    tooMany,
    broken,
  ];
  return (
    known.find((answer) => answer.status === status) ?? {
      status,
      body: { title: 'Service Unavailable', message: 'The emulator was asked to answer so.' },
    }
  );
}
