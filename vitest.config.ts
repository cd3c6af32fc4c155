import { defineConfig } from 'vitest/config';

const needsPostgres = ['test/contract/**/*postgres*.test.ts', 'test/cluster/**/*.test.ts'];
const needsBrowser = ['test/e2e/**/*.test.{ts,tsx}'];

/**
 * Three suites, one after another (`groupOrder`), so that a browser and a database never compete for the two cores with
 * the rest. A test file belongs to `unit` unless its place says otherwise: none is forgotten.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    // The last reporter closes the run: the runner's own summary stands last.
    reporters: ['./scripts/parts/suite-reporter.mjs', 'default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...needsPostgres, ...needsBrowser],
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: needsPostgres,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: needsBrowser,
          globalSetup: ['./test/support/browser-setup.ts'],
          maxWorkers: 1,
          // A browser on a machine that does other work may be late once; the report names what needed a second try.
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
