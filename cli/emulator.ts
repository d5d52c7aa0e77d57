/** The emulator knows nothing of ours, so what it says of a bad start is put into our catalogue here. */
import { Failure } from '../server/errors.ts';

export async function asFailure<T>(begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'PORT_TAKEN') throw new Failure('port_taken', { detail: error.message, cause: error });
    if (error.code === 'FILE_TAKEN')
      throw new Failure('folder_unusable', { detail: error.message, cause: error });
    if (error.code === 'WRONG_OPTION') {
      throw new Failure('wrong_configuration', { detail: error.message, cause: error });
    }
    throw error;
  }
}
