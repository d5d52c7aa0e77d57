/** The one place that writes an error body: RFC 9457 with our code, our words and the way out. */
import { ZodError, type z } from 'zod';
import type { Problem } from '../../sdk/types.ts';
import { catalogue, Failure, type FailureCode } from '../errors.ts';

export function toProblem(error: unknown, requestId: string): Problem {
  const failure = toFailure(error);
  return {
    code: failure.code,
    status: failure.status,
    title: catalogue[failure.code].title,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    wayOut: failure.wayOut,
    ...(failure.fields === undefined ? {} : { fields: failure.fields }),
    requestId,
  };
}

export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ZodError)
    return new Failure('wrong_fields', { fields: error.issues.map(describeIssue) });
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = byForeignCode[String(code)] ?? byStatus[Number(statusCode)];
  return new Failure(known ?? 'internal', { cause: error });
}

/** Codes of the database door and of Fastify. */
const byForeignCode: Record<string, FailureCode> = {
  unavailable: 'unavailable',
  read_only: 'unavailable',
  timeout: 'unavailable',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
};

const byStatus: Record<number, FailureCode> = {
  400: 'malformed_request',
  404: 'not_found',
  413: 'too_large',
  414: 'too_large',
  415: 'unsupported_media_type',
};

function describeIssue(issue: z.core.$ZodIssue): { path: string; message: string } {
  if (issue.code === 'unrecognized_keys') {
    return { path: issue.keys[0] ?? '', message: `This field is not known: ${issue.keys.join(', ')}.` };
  }
  return { path: issue.path.join('.'), message: issue.message };
}
