// Leaves the comments of shaders out of a build: they are for readers of this folder, and a third of its bytes. Plain
// rungs, and what is put into them, stay whole: the page shows them.

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Comments that mean something stay: `// unroll …` and `// registers …` (src/gpu/unroll.ts). */
const COMMENT = /\/\*[^]*?\*\/|[ \t]*\/\/(?! (?:unroll|registers)\b).*$/gm;
/** Nor do blank lines and indentation say anything to a compiler. */
const SPACE = /\n\s+/g;

/** Nor do spaces beside a sign, where the line has no mark. `a - -b` needs its spaces, and so may < and >. */
const BESIDE_SIGNS = / ?([,;:=*+%|&{}]) ?/g;

export const bareShader = (source: string): string =>
  source
    .replace(COMMENT, '')
    .replace(SPACE, '\n')
    .trimStart()
    .split('\n')
    .map((line) => (line.includes('//') ? line : line.replace(BESIDE_SIGNS, '$1')))
    .join('\n');

const SHOWN = /\/shaders\/(?:plain|lib\/activation|lib\/weight)\//;

/**
 * The Vite plugin behind `import source from './name.wgsl?raw'` in a build.
 * @param all those that the page shows, too
 */
export function bareShaders({ all = false } = {}): Plugin {
  return {
    name: 'convscope:bare-shaders',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl?raw') || (!all && SHOWN.test(id))) return null;
      const source = await readFile(id.slice(0, -'?raw'.length), 'utf8');
      return { code: `export default ${JSON.stringify(bareShader(source))};`, moduleType: 'js' };
    },
  };
}

/** Gradients, and what a training step alone needs. */
const BACKWARD = /\/shaders\/(?:training\/|.*_grad(?:ient)?_)/;

/** Leaves the shaders of training out of a program that only predicts. */
export function forwardShaders(): Plugin {
  return {
    name: 'convscope:forward-shaders',
    apply: 'build',
    enforce: 'pre',
    load: (id) =>
      id.endsWith('.wgsl?raw') && BACKWARD.test(id) ? { code: "export default '';", moduleType: 'js' } : null,
  };
}
