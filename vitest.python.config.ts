// What Convscope writes for Python, run there (`npm run test:python`): PyTorch programs, and Keras scripts where there is a Keras.
import { defineConfig } from 'vitest/config';
import { slowness } from './scripts/yardstick.mjs';

export default defineConfig({
  test: {
    include: ['test/**/*.python.test.ts'],
    setupFiles: ['test/support/layersSetup.ts'],
    maxWorkers: 1,
    testTimeout: 300_000 * slowness,
  },
});
