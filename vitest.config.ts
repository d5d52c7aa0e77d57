import { defineConfig } from 'vitest/config';

/** `unit`: pure, beside the code. `flows`: stories through HTTP, PostgreSQL and the emulator. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{server,emulator,sdk,cli,ui}/**/*.test.{ts,tsx}', 'test/house/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'flows',
          include: ['test/flows/**/*.test.ts'],
          globalSetup: ['test/support/database-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
