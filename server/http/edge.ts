/**
 * What is refused before there is a request that anybody could answer: lines that are no HTTP, heads that are too
 * large, senders that are too slow; and bodies that would have to be unpacked first. Told like everything else.
 * And what holds for every answer: nobody on its way keeps it.
 */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure, type FailureCode } from '../errors.ts';
import { toProblem } from './problem.ts';

const byNodeCode: Record<string, FailureCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_too_slow',
};

/** Answers on the bare socket and ends it. */
export function answerUnread({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = new Failure(byNodeCode[code ?? ''] ?? 'malformed_request');
  const body = JSON.stringify(toProblem(failure, randomUUID()));
  const head = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Answers are about one caller and one moment; what may be kept says so itself. A hook of every route. */
export function keepNowhere(_request: FastifyRequest, reply: FastifyReply, next: () => void): void {
  reply.header('cache-control', 'no-store');
  next();
}

/** Nothing compressed is unpacked here. A hook of every route. */
export function refuseEncoded(
  { headers }: FastifyRequest,
  _reply: unknown,
  next: (error?: Failure) => void,
): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  next(encoding === 'identity' ? undefined : new Failure('unsupported_media_type'));
}
