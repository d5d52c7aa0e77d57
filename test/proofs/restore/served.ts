/** The whole service in a process of its own, as `slotwire serve` runs it, without the pages. */
import { createService } from '../../../server/app.ts';
import { readConfig } from '../../../server/config.ts';
import { Failure } from '../../../server/errors.ts';
import { createLog } from '../../../server/log.ts';
import { openDatabase } from '../../../server/open.ts';

try {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const { database, readKeys } = await openDatabase(config, log);
  const service = await createService(config, { database, readKeys, log, uiFolder: config.dataFolder });
  const owner = { name: 'Mara Lind', email: 'mara@example.com' };
  const tenant = { slug: 'proof', name: 'Proof', environment: 'production', demo: null, owner } as const;
  const { id } = await service.ensureTenant(tenant);
  process.on('message', () =>
    service.createSignInLink(id).then(
      (link) => process.send!({ link }),
      (error) => process.send!({ refused: String(error) }),
    ),
  );
  await service.work();
  await service.listen();
  process.send!({ link: await service.createSignInLink(id) });
} catch (error) {
  const refused = error instanceof Failure ? error.code : String(error);
  process.send!({ refused });
  process.exit(1);
}
