/** `npm run docs`: writes the pages that follow from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waysOut } from '../../server/calendly/errors.ts';
import { listOperations } from '../../server/calendly/operations/table.ts';
import { catalogue } from '../../server/errors.ts';
import { describeOurApi } from './api.ts';
import { callsPage, errorsPage } from './pages.ts';
import { root } from './source.ts';

writeFileSync(join(root, 'docs', 'errors.md'), errorsPage(catalogue));
writeFileSync(join(root, 'docs', 'calendly-calls.md'), callsPage(listOperations(), waysOut));
writeFileSync(join(root, 'docs', 'openapi.json'), await describeOurApi());
