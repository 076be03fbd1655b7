// Leaves the comments of shaders out of a build: they are for readers of this folder, and a third of its bytes. Plain
// rungs, and what is put into them, stay whole: the page shows them.

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Comments that mean something stay: `// unroll …` and `// registers …` (src/gpu/unroll.ts). */
const COMMENT = /\/\*[^]*?\*\/|[ \t]*\/\/(?! (?:unroll|registers)\b).*$/gm;
/** Nor do blank lines and indentation say anything to a compiler. */
const SPACE = /\n\s+/g;

export const bareShader = (source: string): string =>
  source.replace(COMMENT, '').replace(SPACE, '\n').trimStart();

const SHOWN = /\/shaders\/(?:plain|lib\/activation|lib\/weight)\//;

/** The Vite plugin behind `import source from './name.wgsl?raw'` in a build. */
export function bareShaders(): Plugin {
  return {
    name: 'convscope:bare-shaders',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl?raw') || SHOWN.test(id)) return null;
      const source = await readFile(id.slice(0, -'?raw'.length), 'utf8');
      return { code: `export default ${JSON.stringify(bareShader(source))};`, moduleType: 'js' };
    },
  };
}
