/** `npm run docs`: writes the pages that follow from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as machine from '../../server/accounts/state.ts';
import { waysOut, whatHappened } from '../../server/calendly/errors.ts';
import { listOperations } from '../../server/calendly/operations/table.ts';
import { connectionSchema } from '../../server/connections/index.ts';
import { catalogue } from '../../server/errors.ts';
import { describeOurApi } from './api.ts';
import { callsPage, errorsPage, schemaFile, statesPage } from './pages.ts';
import { root } from './source.ts';

writeFileSync(join(root, 'docs', 'errors.md'), errorsPage(catalogue));
writeFileSync(
  join(root, 'docs', 'calendly-calls.md'),
  callsPage(listOperations(), { whatHappened, waysOut }),
);
writeFileSync(join(root, 'docs', 'states.md'), statesPage(machine));
writeFileSync(join(root, 'docs', 'connection.schema.json'), schemaFile(connectionSchema()));
writeFileSync(join(root, 'docs', 'openapi.json'), await describeOurApi());
