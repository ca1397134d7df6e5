import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The examples import the package by its name.
  resolve: { alias: [{ find: /^assay$/, replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)) }] },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'studio/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One more than two cores: tests of queues, browsers and Python wait for other processes a quarter of their time.
    maxWorkers: 3,
    // Test files share their modules: to load them again for each file takes more than half of the processor's time of small tests.
    isolate: false,
    // What is built is loaded as it stands: to transform its hundreds of modules takes ten seconds.
    server: { deps: { external: [/\/dist\//] } },
    globalSetup: 'test/temporary-folder.ts',
  },
});
