// Which module of src/ may import which, as a table and the ESLint rule that enforces it.
//
// A module is a folder of src/. Values and types may come from `imports`, types alone also from `types`. A module cannot
// come to depend on what it may not import, so the arrows point one way: from the page down to the GPU.

/** @typedef {{ imports: readonly string[], types?: readonly string[], node?: boolean, page?: boolean }} Module */

/** What `train` stands on. */
const training = ['gpu', 'kernels', 'graph', 'layers', 'losses', 'optimizers', 'models', 'data', 'reference'];

/** Everything that trains and runs networks; no questions about them, no page. */
const engine = [
  'archives',
  'gpu',
  'kernels',
  'graph',
  'layers',
  'tuning',
  'losses',
  'optimizers',
  'initializers',
  'models',
  'data',
  'fruit',
  'shapes',
  'train',
  'transfer',
  'formats',
  'reference',
  'draw',
];

/** @type {Readonly<Record<string, Module>>} */
export const modules = {
  // The floor: no module below.
  gpu: { imports: [] },
  // Bytes in, bytes out: zip, gzip, tar.
  archives: { imports: [] },
  // Of the GPU's module it takes how shapes are written.
  reference: { imports: ['gpu'] },
  initializers: { imports: [] },

  kernels: { imports: ['gpu'] },
  graph: { imports: ['gpu', 'kernels'] },
  layers: { imports: ['graph', 'kernels', 'reference', 'initializers'] },
  // Which target a device gets is measured with a layer's own plans.
  tuning: { imports: ['gpu', 'kernels', 'graph', 'layers', 'reference'] },
  losses: { imports: ['graph', 'kernels', 'reference'] },
  optimizers: { imports: ['graph', 'kernels', 'reference'] },
  models: {
    imports: ['gpu', 'kernels', 'graph', 'layers', 'losses', 'optimizers', 'initializers', 'reference'],
  },
  // Files and code; pure data, no GPU. Of a training run they know the shape.
  formats: {
    imports: ['archives', 'graph', 'layers', 'losses', 'optimizers', 'initializers', 'models', 'reference'],
    types: ['session', 'kernels', 'data', 'train'],
  },
  data: { imports: ['archives', 'gpu', 'kernels', 'graph'] },
  // Pictures of fruit, rendered into a data set; knows no network.
  fruit: { imports: ['gpu', 'kernels', 'graph', 'reference', 'data'] },
  // Pictures of shapes, drawn into a data set; knows no network.
  shapes: { imports: ['gpu', 'kernels', 'graph', 'reference', 'data'] },
  // What training needs, and no more: a program that trains needs no other module.
  train: { imports: training },
  // Questions about a network, a file a question; no page in it.
  inspect: { imports: [...training, 'train'] },
  // The page's session: a run, time travel, editing, files, recovery, controlled experiments.
  session: { imports: [...training, 'tuning', 'train', 'inspect'] },
  // A trained network's front, frozen, and what is learned on top of it: knows stored models and how to train.
  transfer: {
    imports: ['gpu', 'kernels', 'graph', 'models', 'data', 'fruit', 'train', 'formats'],
    types: ['inspect'],
  },

  // What the fruit lab does behind its view: pictures collected, networks trained on them, frames answered. Browsers only
  // (pictures are decoded by them), but no page.
  lab: {
    imports: [
      'archives',
      'gpu',
      'kernels',
      'graph',
      'models',
      'formats',
      'data',
      'fruit',
      'train',
      'inspect',
      'transfer',
      'reference',
    ],
    types: ['session'],
  },

  // Lessons as data, and the numbers in them, which the session gives; those of networks too large to run, their shapes.
  lessons: { imports: ['models'], types: ['data', 'session'] },

  // Views read a tensor's buffer and know nothing of how it came about.
  draw: { imports: ['gpu'], types: ['graph'] },

  // Measures the engine beside others; knows all of it but the views.
  bench: {
    imports: [
      'gpu',
      'kernels',
      'graph',
      'layers',
      'tuning',
      'losses',
      'optimizers',
      'models',
      'data',
      'train',
      'reference',
    ],
  },

  // Random networks, held against the f64 reference.
  fuzz: {
    imports: [
      'gpu',
      'kernels',
      'graph',
      'layers',
      'tuning',
      'losses',
      'optimizers',
      'initializers',
      'models',
      'data',
      'train',
      'reference',
    ],
  },

  // What programs use: the facade in the manner of tfjs, and the terminal program.
  api: { imports: engine },
  cli: { imports: [...engine, 'inspect', 'api', 'bench', 'fuzz', 'index'], node: true },
  index: { imports: [...engine, 'api'] }, // src/index.ts

  // The page. Elements see what they show and the session's facade, never a GPU buffer.
  elements: {
    imports: ['draw', 'data', 'train', 'inspect', 'session', 'formats', 'lab', 'lessons'],
    types: ['bench', 'layers', 'models', 'transfer'],
    page: true,
  },
  // A trained network as a web page of its own: predictions, and nothing of the page that trained it but its camera.
  standalone: {
    imports: ['gpu', 'graph', 'models', 'formats', 'train', 'lab', 'draw', 'elements'],
    page: true,
  },
  // Elements for other pages: the page's own ones, each with a session of its own and one device for all.
  embed: {
    imports: [
      ...['gpu', 'tuning', 'models', 'formats', 'data', 'shapes', 'train'],
      ...['draw', 'session', 'elements', 'standalone'],
    ],
    types: ['inspect'],
    page: true,
  },
  app: {
    imports: [...engine, 'inspect', 'session', 'api', 'bench', 'lab', 'lessons', 'elements'],
    page: true,
  },
};

/** Names of the page that modules below it must not touch (requestAnimationFrame is in workers, too). */
export const pageGlobals = [
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'customElements',
  'matchMedia',
  'alert',
  'history',
  'location',
];

/** Packages that belong to the page. */
const pagePackages = /^(lit|@lit|uplot|@codemirror)(\/|$)/;

/**
 * The module of a file: its folder under src/, or for src/index.ts 'index'.
 * @param {string} path with '/' between folders
 */
export function moduleOf(path) {
  const inside = /(?:^|\/)src\/(?:([^/]+)\/|(index)(?:\.ts)?$)/.exec(path);
  return inside?.[1] ?? inside?.[2];
}

/**
 * Why `module` may not import `source`, or undefined when it may.
 * @param {string} module
 * @param {string} fromPath the importing file
 * @param {string} source the module specifier
 * @param {boolean} typeOnly
 * @returns {string | undefined}
 */
export function objection(module, fromPath, source, typeOnly) {
  const rule = modules[module];
  if (!rule) {
    return `src/${module} is not a module. Modules are: ${Object.keys(modules).join(', ')} (eslint/modules.mjs).`;
  }
  if (!source.startsWith('.')) {
    if (source.startsWith('node:') && !rule.node) {
      return `src/${module} must run in the page and may not import '${source}'; only cli may.`;
    }
    if (pagePackages.test(source) && !rule.page) {
      return `src/${module} knows no page and may not import '${source}'; only elements and app may.`;
    }
    return undefined;
  }
  const parts = fromPath.split('/').slice(0, -1);
  for (const step of source.split('?')[0]?.split('/') ?? []) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  const path = parts.join('/');
  if (path.endsWith('.css')) return undefined; // sizes and colours
  const target = moduleOf(path) ?? moduleOf(`${path}/`);
  if (target === undefined) {
    if (/(^|\/)(test|e2e|scripts)\//.test(path)) return `src may not import from '${source}'.`;
    if (/(^|\/)datasets\//.test(path) && module !== 'app' && module !== 'cli') {
      return `src/${module} may not import from datasets; only app and cli may.`;
    }
    return undefined; // shaders/, JSON beside the sources
  }
  if (target === module || rule.imports.includes(target)) return undefined;
  if (rule.types?.includes(target)) {
    return typeOnly
      ? undefined
      : `src/${module} may import types, not values, from ${target}: use 'import type'.`;
  }
  const allowed = [...rule.imports, ...(rule.types ?? []).map((name) => `${name} (types only)`)];
  return (
    `src/${module} may not import from ${target}. ` +
    (allowed.length > 0 ? `It may import from ${allowed.join(', ')}.` : 'It may import from no other module.')
  );
}

/** @type {import('eslint').Rule.RuleModule} */
const imports = {
  meta: {
    type: 'problem',
    docs: { description: 'Enforces which module of src/ may import which.' },
    schema: [],
    messages: { objection: '{{why}}' },
  },
  create(context) {
    const fromPath = context.filename.replaceAll('\\', '/');
    const module = moduleOf(fromPath);
    if (module === undefined) return {};
    /**
     * @param {import('eslint').Rule.Node} node
     * @param {unknown} source
     * @param {boolean} typeOnly
     */
    const check = (node, source, typeOnly) => {
      if (typeof source !== 'string') return;
      const why = objection(module, fromPath, source, typeOnly);
      if (why !== undefined) context.report({ node, messageId: 'objection', data: { why } });
    };
    /** @param {any} node */
    const checkStatement = (node) => {
      /** @type {{ importKind?: string, exportKind?: string }[]} */
      const names = node.specifiers ?? [];
      const typeOnly =
        node.importKind === 'type' ||
        node.exportKind === 'type' ||
        (names.length > 0 && names.every((name) => name.importKind === 'type' || name.exportKind === 'type'));
      check(node, node.source?.value, typeOnly);
    };
    return {
      ImportDeclaration: checkStatement,
      ExportNamedDeclaration: checkStatement,
      ExportAllDeclaration: checkStatement,
      ImportExpression(node) {
        check(node, node.source.type === 'Literal' ? node.source.value : undefined, false);
      },
      /** @param {any} node `import('…').Name` as a type */
      TSImportType(node) {
        check(node, node.source?.value ?? node.argument?.literal?.value, true);
      },
    };
  },
};

export const modulesPlugin = { rules: { imports } };
