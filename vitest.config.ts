import { defineConfig } from 'vitest/config';

// unit: pure and in-process; process: the built program as a real process; e2e: with Mosquitto.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/process/**', 'test/e2e/**'] } },
      { test: { name: 'process', include: ['test/process/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
