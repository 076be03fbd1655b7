// Unit tests on wgpu and its compiler naga, inside Deno (scripts/wgpu.mjs; `npm test -- --only wgpu`): all that has shaders
// of its own. What is built of kernels is tested on Dawn, and in Firefox by e2e.
//
// One worker and one device, as compiling is what these tests cost. The test that every shader was compiled comes last.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { mnistData } from './datasets/mnist/vitePlugin.ts';
import { mobilenetModel } from './datasets/mobilenet/vitePlugin.ts';
import { slowness } from './scripts/yardstick.mjs';

const limitMs = 120_000 * slowness;
const LAST = '.wgpu.test.ts';

class LastComesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => Number(a.moduleId.endsWith(LAST)) - Number(b.moduleId.endsWith(LAST)));
  }
}

/** Notes in every shader which file it is: test/support/compiledShaders.ts reads that where shaders are compiled. */
function namedShaders(): Plugin {
  return {
    name: 'convscope:named-shaders',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl?raw')) return null;
      const file = id.slice(0, -'?raw'.length);
      const name = relative(join(import.meta.dirname, 'shaders'), file);
      const source = `${await readFile(file, 'utf8')}// file ${name}\n`;
      return { code: `export default ${JSON.stringify(source)};`, moduleType: 'js' };
    },
  };
}

export default defineConfig({
  plugins: [mnistData(), mobilenetModel(), namedShaders()],
  test: {
    include: [
      'test/{draw,fruit,gpu,inspect,kernels,layers,losses,optimizers,reference,shapes,support,train}/**/*.gpu.test.ts',
      'test/**/*.wgpu.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    testTimeout: limitMs,
    hookTimeout: limitMs,
    sequence: { sequencer: LastComesLast },
    setupFiles: [
      'test/support/compiledShaders.ts',
      'test/support/equality.ts',
      'test/support/localeSetup.ts',
      'test/support/layersSetup.ts',
    ],
  },
});
