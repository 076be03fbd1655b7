// Builds what `npm pack` ships, into dist-lib:
//
//   src/, shaders/, library/   a module a file, unminified, packages imported by name; types beside each
//   cdn/                       the elements as one script, packages and all, minified; and the formats of models, which it loads
//                              where a page shows one
//   custom-elements.json       the elements in words, for editors
//
// Shaders are modules with their text, without comments; those of kernels come when the first of them is compiled
// (shaders/vitePlugin.ts).

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import { bareShaders, deferredShaders } from '../shaders/vitePlugin.ts';
import { manifestOf } from './manifest.ts';
import { withoutCases } from './withoutCases.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The elements: files of src/embed. */
export const ELEMENTS = ['classifier', 'kernel', 'layer', 'pooling', 'stage'] as const;

/** Modules that are one name each in src/index.ts: `export * as layers from './api/layers'`. */
const NAMESPACES = ['./api/layers'] as const;

/** What package.json names in `exports`, and these modules, without their ends. */
const ENTRIES = [
  ...NAMESPACES.map((name) => join('src', name)),
  ...['src/index', 'library/node', 'src/embed/index'],
  ...ELEMENTS.map((name) => `src/embed/elements/${name}`),
];

/** @param outDir emptied before */
export async function buildLibrary(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await writeFile(join(outDir, 'custom-elements.json'), JSON.stringify(manifestOf(ELEMENTS), null, 2));
  await Promise.all([
    buildModules(outDir),
    buildScript(join(outDir, 'cdn')),
    buildFormats(join(outDir, 'cdn')),
    writeTypes(outDir),
  ]);
}

/** The compiler's own helpers are no dependency of anyone. */
const isOfThisProject = (id: string): boolean => /^[./\0]|^(?:virtual:|@oxc-project\/)/.test(id);

const plugins = (): Plugin[] => [withoutCases(), deferredShaders({ all: true }), bareShaders({ all: true })];

function shared(): InlineConfig {
  return { root, configFile: false, logLevel: 'error', plugins: plugins(), publicDir: false };
}

/**
 * Leaves `export * as layers from './api/layers'` as it stands. Rolldown would make an object of it, and bundlers would take all
 * layers with it; of a module they take those that a program names.
 */
function namespacesStay(): Plugin {
  return {
    name: 'convscope:namespaces-stay',
    enforce: 'pre',
    resolveId: (id, importer) =>
      importer?.replaceAll('\\', '/').endsWith('/src/index.ts') === true &&
      NAMESPACES.some((name) => name === id)
        ? { id: `${id}.js`, external: true }
        : null,
  };
}

/** A page that does not say which characters it is written in reads a classic script in its own. */
function onlyAscii(): Plugin {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'convscope:only-ascii',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escaped);
    },
  };
}

async function buildModules(outDir: string): Promise<void> {
  await build({
    ...shared(),
    plugins: [...plugins(), namespacesStay()],
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2023',
      minify: false,
      modulePreload: false,
      lib: { entry: ENTRIES.map((entry) => join(root, `${entry}.ts`)), formats: ['es'] },
      rolldownOptions: {
        external: (id) => !isOfThisProject(id),
        output: { preserveModules: true, preserveModulesRoot: root, entryFileNames: fileName },
      },
    },
  });
}

/** In the elements' script, its address; it is known only while the script runs for the first time. */
const ADDRESS = 'convscopeElementsAddress';

/** Of a script without modules: formats of models are modules, beside it. */
function importersBeside(): Plugin {
  return {
    name: 'convscope:importers-beside',
    enforce: 'pre',
    load: (id) =>
      id === join(root, 'src/embed/loadImporters.ts').replaceAll('\\', '/')
        ? {
            code: `export const loadImporters = () =>
  import(/* @vite-ignore */ new URL('convscope-formats.js', ${ADDRESS}).href);`,
            moduleType: 'js',
          }
        : null,
  };
}

/** What the elements' script loads to read a model, and the library of HDF5, which only some of them need. */
async function buildFormats(outDir: string): Promise<void> {
  await build({
    ...shared(),
    base: './',
    resolve: { conditions: ['module', 'browser'] },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2023',
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: { 'convscope-formats': join(root, 'src/embed/importers.ts') },
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js', chunkFileNames: 'formats/[name]-[hash].js' },
      },
    },
  });
}

/** The elements in one file that needs no module: `<script src=…>` works in a page opened from a file, too. */
async function buildScript(outDir: string): Promise<void> {
  await build({
    ...shared(),
    plugins: [importersBeside(), ...plugins(), onlyAscii()],
    // Tests and development servers want the packages' development builds, this script never does.
    resolve: { conditions: ['module', 'browser'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2023',
      minify: true,
      lib: {
        entry: join(root, 'src/embed/index.ts'),
        formats: ['iife'],
        name: 'convscope',
        fileName: () => 'convscope-elements.js',
      },
      rolldownOptions: {
        output: {
          codeSplitting: false,
          // The formats are beside it.
          intro: `const ${ADDRESS} = document.currentScript?.src || document.baseURI;`,
        },
      },
    },
  });
}

/** `src/api/model.js`; of a shader `shaders/pooling/max.wgsl.js`. */
function fileName({ name }: Rolldown.PreRenderedChunk): string {
  return `${name}.js`;
}

/** Declarations are made from the sources as they are: `tsc` checks these, and so does a test with those made here. */
export async function writeTypes(outDir: string): Promise<void> {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(
    { ...config.config, include: [], files: ['x.ts'] },
    ts.sys,
    root,
  );
  const program = ts.createProgram(
    ENTRIES.map((entry) => join(root, `${entry}.ts`)),
    {
      ...options,
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true },
      ...{ rootDir: root, outDir, removeComments: false },
    },
  );
  const written: Promise<void>[] = [];
  program.emit(undefined, (path, text) => {
    if (!path.endsWith('.d.ts')) return; // of scripts, which no declaration names
    const whole = withEndings(text, path, outDir);
    written.push(mkdir(dirname(path), { recursive: true }).then(() => writeFile(path, whole)));
  });
  await Promise.all(written);
}

/** Node wants the whole name of a file: `'./model'` → `'./model.js'`, `'./locales/en'` → `'./locales/en/index.js'`. */
function withEndings(text: string, path: string, outDir: string): string {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  // Of `export * as layers from './api/layers'` it says nothing.
  const namespaces = [...text.matchAll(/^export \* as \w+ from ['"]([^'"]+)['"]/gm)].map((match) => ({
    fileName: match[1] ?? '',
    pos: match.index,
  }));
  let whole = text;
  for (const { fileName: name, pos } of [...importedFiles, ...namespaces].toSorted((a, b) => b.pos - a.pos)) {
    if (!name.startsWith('.')) continue;
    // The name follows its quotation mark.
    const at = whole.indexOf(name, pos);
    const source = join(root, relative(outDir, dirname(path)), name);
    const end = /\.[cm]?[jt]s$/.test(name) ? '' : ts.sys.fileExists(`${source}.ts`) ? '.js' : '/index.js';
    const plain = name.replace(/\.ts$/, '.js');
    whole = whole.slice(0, at) + plain + end + whole.slice(at + name.length);
  }
  return whole;
}
