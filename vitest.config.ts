// Unit tests in four projects; others are vitest.wgpu.config.ts and vitest.python.config.ts.
//   node         test/**/*.test.ts except *.browser.test.ts, *.python.test.ts and *.wgpu.test.ts, WebGPU through Dawn
//   training     test/lab/{training,fromStage,leak}.test.ts in Node, on a lavapipe that optimizes
//   swiftshader  the *.gpu.test.ts of what has kernels of its own once more, so that every kernel runs on two adapters: in
//                Node, which takes half as long as in Chromium. What is built of kernels is tested in Node and in e2e.
//   browser      test/**/*.browser.test.ts, headless Chromium; and test/gpu, for the browser's side of WebGPU
//
// All files of a worker share their modules and a device with its pipelines (test/support/device.ts): importing and
// compiling anew for every file took longer than the tests.
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { mnistData } from './datasets/mnist/vitePlugin.ts';
import { mobilenetModel } from './datasets/mobilenet/vitePlugin.ts';
import { launchOptions } from './scripts/browser.mjs';
import {
  hasVulkanDriver,
  hasVulkanLoader,
  quickLavapipe,
  swiftShaderEnvironment,
  vulkanEnvironment,
} from './scripts/vulkan.mjs';
import { slowness } from './scripts/yardstick.mjs';
import { standalonePage } from './standalone/vitePlugin.ts';

// Inherited by the worker processes, before they load Dawn.
Object.assign(process.env, vulkanEnvironment(), quickLavapipe());

const limitMs = 120_000 * slowness;

/** What both projects in Node have; pool: Dawn reads the real environment, which threads do not have. */
const inNode = {
  environment: 'node',
  pool: 'forks' as const,
  setupFiles: [
    'test/support/nodeSetup.ts',
    'test/support/equality.ts',
    'test/support/localeSetup.ts',
    'test/support/layersSetup.ts',
  ],
};

/** They train for so long that shaders are worth optimizing: 94 s of processor time, compiling included, instead of 136. */
const TRAINING = ['test/lab/{training,fromStage,leak}.test.ts'];

/** Null where there is no second adapter: `node` has the only one. */
const swiftShader = hasVulkanDriver() && hasVulkanLoader() ? swiftShaderEnvironment() : null;

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
          ...inNode,
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{browser,python,wgpu}.test.ts', ...TRAINING],
        },
      },
      {
        extends: true,
        test: { ...inNode, name: 'training', env: { GALLIVM_PERF: '' }, include: TRAINING },
      },
      ...(swiftShader === null
        ? []
        : [
            {
              extends: true as true,
              test: {
                ...inNode,
                name: 'swiftshader',
                env: swiftShader,
                include: [
                  'test/{kernels,layers,losses,optimizers,reference,fruit,shapes,support}/**/*.gpu.test.ts',
                  'test/train/trainer.gpu.test.ts',
                ],
                // SwiftShader has no f16.
                exclude: ['test/layers/halfMaps.gpu.test.ts'],
              },
            },
          ]),
      {
        extends: true,
        // A dependency that is found while tests run makes the page load anew, and its tests fail.
        optimizeDeps: { entries: ['test/**/*.{browser,gpu}.test.ts', 'src/**/*.ts'] },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts', 'test/{gpu,support}/**/*.gpu.test.ts'],
          setupFiles: [
            'test/support/equality.ts',
            'test/support/localeSetup.ts',
            'test/support/layersSetup.ts',
          ],
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
