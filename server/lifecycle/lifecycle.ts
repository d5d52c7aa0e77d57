/** What crosses rooms: connecting, testing and disconnecting an account, forgetting an end user, deleting a connection. */
import { type Connect, createConnect } from './connect.ts';
import { createDeleteConnection, type DeleteConnection } from './delete-connection.ts';
import { createDisconnect, type Disconnect } from './disconnect.ts';
import { createEraseEndUser, type EraseEndUser } from './erase-end-user.ts';
import { createTest, type Test } from './test.ts';

export interface Lifecycle {
  connect: Connect;
  disconnect: Disconnect;
  eraseEndUser: EraseEndUser;
  deleteConnection: DeleteConnection;
  test: Test;
}

export function createLifecycle(
  deps: Parameters<typeof createConnect>[0] &
    Parameters<typeof createDisconnect>[0] &
    Parameters<typeof createTest>[0],
): Lifecycle {
  const disconnect = createDisconnect(deps);
  return {
    connect: createConnect(deps),
    disconnect,
    eraseEndUser: createEraseEndUser({ ...deps, disconnect }),
    deleteConnection: createDeleteConnection({ ...deps, disconnect }),
    test: createTest(deps),
  };
}
