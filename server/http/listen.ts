/** Listens, and says of an address that cannot be had what to change. */
import type { FastifyInstance } from 'fastify';
import { Failure } from '../errors.ts';

export async function listen(app: FastifyInstance, at: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen(at);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      const detail = `Port ${at.port} is taken by another program; choose another with PORT.`;
      throw new Failure('port_taken', { detail, cause: error });
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Failure('wrong_configuration', { detail: `HOST and PORT: ${message}.`, cause: error });
    }
    throw error;
  }
}
