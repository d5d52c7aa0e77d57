/**
 * What was last decided about an account: that its person consented, or that it was disconnected. Kept for a week
 * beside the token journal, a file for each account, so that a database that went back can be told. The later word
 * takes the earlier one's place, so nothing of a person stays here who has left.
 */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalendlyUser } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Vault } from '../vault/index.ts';

const keptMs = 7 * 86_400_000;

/** All that is needed to write the consent down once more. */
export interface ConsentWord {
  kind: 'consented';
  at: string;
  accountId: string;
  connectionId: number;
  /** The pair that was given; its tokens stand in the journal. */
  pairId: string;
  /** The account's key in the journal, sealed, in base64. */
  journalKey: string;
  scopes: string[];
  user: CalendlyUser;
  endUser: { kind: 'application' | 'operator'; userId: string; name: string | null; email: string | null };
}

interface EndWord {
  kind: 'ended';
  at: string;
  accountId: string;
  /** The end user whose erasure ended it. */
  erased: string | null;
}

export type LastWord = { tenantId: string } & (ConsentWord | EndWord);

export interface LastWords {
  /** Resolves when it lies on the disk; what cannot be written is told in the log and stops nothing. */
  write(word: LastWord): Promise<void>;
  /** Of the past week, oldest first. */
  list(): Promise<LastWord[]>;
  /** Once a day: those that are older go. */
  forgetOld(): Promise<void>;
}

export function createLastWords(deps: { folder: string; clock: Clock; vault: Vault; log: Log }): LastWords {
  const { folder, clock, vault, log } = deps;

  function place(tenantId: string, accountId: string) {
    return { tenantId, table: 'journal', row: accountId, column: 'last_word' };
  }

  async function read(name: string): Promise<LastWord | undefined> {
    const [, tenantId, accountId] = /^([0-9a-f-]{36})\.([0-9a-f-]{36})$/.exec(name) ?? [];
    if (!tenantId || !accountId) return undefined;
    const sealed = await readFile(join(folder, name));
    const word = JSON.parse(vault.openBytes(sealed, place(tenantId, accountId)).toString()) as LastWord;
    if (word.at >= isoMicros(clock.now() - keptMs)) return word;
    await rm(join(folder, name), { force: true });
    return undefined;
  }

  let forgotOn: string | undefined;

  const lastWords: LastWords = {
    async write(word) {
      const { tenantId, accountId } = word;
      const file = join(folder, `${tenantId}.${accountId}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const handle = await open(`${file}.new`, 'w', 0o600);
        try {
          const bytes = Buffer.from(JSON.stringify(word));
          await handle.writeFile(vault.sealBytes(bytes, place(tenantId, accountId)));
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(`${file}.new`, file);
      } catch (error) {
        log.error({ err: error, account: accountId }, 'the last word on an account could not be written');
      }
    },

    async list() {
      const words: LastWord[] = [];
      for (const name of await readdir(folder).catch(() => [])) {
        try {
          const word = await read(name);
          if (word) words.push(word);
        } catch (error) {
          log.warn({ err: error }, 'a last word on an account cannot be read');
        }
      }
      return words.sort((one, other) => (one.at < other.at ? -1 : 1));
    },

    async forgetOld() {
      const today = clock.iso().slice(0, 10);
      if (forgotOn !== today) await lastWords.list();
      forgotOn = today;
    },
  };
  return lastWords;
}
