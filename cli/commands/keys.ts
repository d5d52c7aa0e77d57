/** `slotwire keys generate`: a new key for the ring that seals every secret. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { say } from '../output.ts';

export function keysCommand(program: Command): void {
  const keys = program.command('keys').description('the keys that seal every secret');
  keys
    .command('generate')
    .description('print a new key for SLOTWIRE_KEYS')
    .action(() => {
      say(`k${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`);
    });
}
