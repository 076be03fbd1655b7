// Unit tests in two projects.
//   node     test/**/*.test.ts except *.browser.test.ts, WebGPU through Dawn
//   browser  test/**/*.browser.test.ts and test/**/*.gpu.test.ts, headless Chromium
// So *.gpu.test.ts runs in both, on two different adapters.
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { mnistData } from './datasets/mnist/vitePlugin.ts';
import { mobilenetModel } from './datasets/mobilenet/vitePlugin.ts';
import { launchOptions } from './scripts/browser.mjs';
import { vulkanEnvironment } from './scripts/vulkan.mjs';

// Inherited by the worker processes, before they load Dawn.
Object.assign(process.env, vulkanEnvironment());

export default defineConfig({
  plugins: [mnistData(), mobilenetModel()],
  test: {
    maxWorkers: 2,
    testTimeout: 60_000, // software adapters are slow
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          pool: 'forks', // Dawn reads the real environment, which threads do not have
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts'],
          setupFiles: ['test/support/nodeSetup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts', 'test/**/*.gpu.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
