/**
 * What crosses rooms: connecting, testing, repairing and disconnecting an account, forgetting an end user, deleting a
 * connection, taking over from an older integration, coming back after the database went back, making a copy an
 * installation of its own.
 */
import { type Activate, createActivate } from './activate.ts';
import { createWipeGrants, type WipeGrants } from './adopt.ts';
import { createWatchClient } from './check-client.ts';
import { type ComeBack, createComeBack } from './come-back.ts';
import { type Connect, createConnect } from './connect.ts';
import { type ConnectToken, createConnectToken } from './connect-token.ts';
import { createDeleteConnection, type DeleteConnection } from './delete-connection.ts';
import { createDisconnect, type Disconnect } from './disconnect.ts';
import { createEraseEndUser, type EraseEndUser } from './erase-end-user.ts';
import { createFollowConsent } from './follow-consent.ts';
import { createImport, type Import } from './import.ts';
import { createLeave, type Leave } from './leave.ts';
import { createRepair, type Repair, type RepairDeps } from './repair.ts';
import { createTest, type Test } from './test.ts';

export interface Lifecycle {
  connect: Connect;
  connectToken: ConnectToken;
  disconnect: Disconnect;
  eraseEndUser: EraseEndUser;
  deleteConnection: DeleteConnection;
  leave: Leave;
  import: Import;
  activate: Activate;
  test: Test;
  /** Runs the task `lifecycle.checkClient`. */
  watchClient: ReturnType<typeof createWatchClient>;
  repair: Repair;
  comeBack: ComeBack;
  wipeGrants: WipeGrants;
}

export function createLifecycle(
  deps: Omit<Parameters<typeof createConnect>[0], 'followConsent'> &
    Omit<Parameters<typeof createConnectToken>[0], 'connect' | 'followConsent'> &
    Parameters<typeof createDisconnect>[0] &
    Parameters<typeof createTest>[0] &
    RepairDeps &
    Parameters<typeof createWipeGrants>[0],
): Lifecycle {
  const disconnect = createDisconnect(deps);
  const followConsent = createFollowConsent({ ...deps, disconnect });
  const connect = createConnect({ ...deps, followConsent });
  const test = createTest(deps);
  const eraseEndUser = createEraseEndUser({ ...deps, disconnect });
  return {
    connect,
    connectToken: createConnectToken({ ...deps, connect, followConsent }),
    disconnect,
    eraseEndUser,
    deleteConnection: createDeleteConnection({ ...deps, disconnect }),
    leave: createLeave(deps),
    import: createImport(deps),
    activate: createActivate(deps),
    test,
    watchClient: createWatchClient({ ...deps, test }),
    repair: createRepair(deps),
    comeBack: createComeBack({ ...deps, disconnect, eraseEndUser }),
    wipeGrants: createWipeGrants(deps),
  };
}
