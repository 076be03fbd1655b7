// Unit tests in two projects; others are vitest.wgpu.config.ts and vitest.python.config.ts.
//   node     test/**/*.test.ts except *.browser.test.ts, *.python.test.ts and *.wgpu.test.ts, WebGPU through Dawn
//   browser  test/**/*.browser.test.ts, headless Chromium; and the *.gpu.test.ts of what has kernels of its own,
//            so that every kernel runs on two adapters. What is built of kernels is tested in Node and in e2e.
//
// All files of a worker share their modules and a device with its pipelines (test/support/device.ts): importing and
// compiling anew for every file took longer than the tests.
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { mnistData } from './datasets/mnist/vitePlugin.ts';
import { mobilenetModel } from './datasets/mobilenet/vitePlugin.ts';
import { launchOptions } from './scripts/browser.mjs';
import { quickLavapipe, vulkanEnvironment } from './scripts/vulkan.mjs';
import { slowness } from './scripts/yardstick.mjs';
import { standalonePage } from './standalone/vitePlugin.ts';

// Inherited by the worker processes, before they load Dawn.
Object.assign(process.env, vulkanEnvironment(), quickLavapipe());

const limitMs = 120_000 * slowness;

export default defineConfig({
  plugins: [mnistData(), mobilenetModel(), standalonePage()],
  test: {
    maxWorkers: 2,
    isolate: false,
    testTimeout: limitMs,
    hookTimeout: limitMs,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          pool: 'forks', // Dawn reads the real environment, which threads do not have
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{browser,python,wgpu}.test.ts'],
          setupFiles: [
            'test/support/nodeSetup.ts',
            'test/support/quickEquality.ts',
            'test/support/localeSetup.ts',
            'test/support/layersSetup.ts',
          ],
        },
      },
      {
        extends: true,
        // A dependency that is found while tests run makes the page load anew, and its tests fail.
        optimizeDeps: { entries: ['test/**/*.{browser,gpu}.test.ts', 'src/**/*.ts'] },
        test: {
          name: 'browser',
          include: [
            'test/**/*.browser.test.ts',
            'test/{gpu,kernels,layers,losses,optimizers,reference,fruit,shapes,support}/**/*.gpu.test.ts',
            'test/train/trainer.gpu.test.ts',
          ],
          setupFiles: ['test/support/localeSetup.ts', 'test/support/layersSetup.ts'],
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
