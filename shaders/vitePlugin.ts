// Leaves the comments of shaders out of a build: they are for readers of this folder, and a third of its bytes. Plain
// rungs of forward passes, and what is put into them, stay whole: the page shows them.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const SHOWN = /\/shaders\/(?:plain\/\w+_forward|lib\/(?:activation|weight)\/)/;

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

/** As Vite writes paths. */
const FOLDER = fileURLToPath(new URL('.', import.meta.url)).replaceAll('\\', '/');
/** What a training step alone needs. Plain rungs are put together from whole texts, so they stay. */
const LATER =
  /^(?:training|losses|optimizers)\/|^lib\/(?:schedule|update|class_weight)|^(?!plain\/).*_(?:grad(?:ient)?_|gradient\b|moments|statistics)/;
/** What is compiled as a kernel, of any use, and what is put before it unchanged. */
const KERNELS =
  /^(?:(?:activation|convolution|dense|inspect|losses|normalization|optimizers|pooling|shape|training|why)|lib\/(?:channels|matrix))\/|^lib\/(?:class_weight|coordinates|lanes|linear_id|random|resample|row|schedule|training_state|update|valid_rows)/;
/** A directive has to stand before all other lines of a module, and is collected before texts are filled in. */
const DIRECTIVE = /^(?:enable|diagnostic)\b/m;

/** The texts that come when they are first needed, by the path in this folder. */
export function deferredTexts({ all = false } = {}): Readonly<Record<string, string>> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.wgsl') && (all ? KERNELS : LATER).test(name))
    .sort();
  const texts = names.map((name) => [name, bareShader(readFileSync(join(FOLDER, name), 'utf8'))] as const);
  return Object.fromEntries(texts.filter(([, text]) => !DIRECTIVE.test(text)));
}

const PROVIDER = 'virtual:convscope/deferred-texts/provider';
const TEXTS = 'virtual:convscope/deferred-texts';

/**
 * Puts these texts into a chunk of their own, and a line that names it in the place of each (src/gpu/deferredText.ts). The
 * first maps are drawn without them.
 * @param all every kernel, not only those of training: for a program of which importing is one thing and running another
 */
export function deferredShaders({ all = false } = {}): Plugin {
  const texts = deferredTexts({ all });
  const modules: Readonly<Record<string, string>> = {
    [PROVIDER]: `import { provideTexts } from ${JSON.stringify(join(FOLDER, '../src/gpu/deferredText.ts'))};
provideTexts(() => import('${TEXTS}').then(({ default: texts }) => texts));`,
    [TEXTS]: `export default ${JSON.stringify(texts)};`,
  };
  return {
    name: 'convscope:deferred-shaders',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : null),
    load(id) {
      const code = id.startsWith('\0') ? modules[id.slice(1)] : undefined;
      if (code !== undefined) return { code, moduleType: 'js' };
      if (!id.startsWith(FOLDER) || !id.endsWith('.wgsl?raw')) return null;
      const name = id.slice(FOLDER.length, -'?raw'.length);
      const text = texts[name];
      if (text === undefined) return null;
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
      return {
        code: `import '${PROVIDER}';\nexport default ${JSON.stringify(`//@deferred ${name} ${hash}`)};`,
        moduleType: 'js',
        moduleSideEffects: true,
      };
    },
  };
}
