// The examples in the comments of the API (src/api), which the API reference shows: every function of the API has one, their types fit,
// and they run. `x; // → 3` says what x is.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as tf from '../../src/index';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'src/api');

interface Example {
  /** `conv2d`, as declared. */
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

function examplesIn(file: string): Example[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const comment = /\/\*\*((?:(?!\*\/)[^])*?)\*\/\s*(?:export )?(?:async )?(?:function |const )?(\w+)/g;
  return [...text.matchAll(comment)].flatMap(([, body = '', name = '']) => {
    const [, ...parts] = body.split(/^\s*\* @example\s*\n/m);
    return parts.map((part) => ({ name, file, code: part.replaceAll(/^\s*\* ?/gm, '').trim() }));
  });
}

const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort()
  .flatMap(examplesIn);

/** `x; // → 3` → `check(x, 3);` */
const checked = (code: string): string =>
  code.replaceAll(
    /^(.+); \/\/ → (.+)$/gm,
    (_, expression: string, value: string) => `check(${expression}, ${value});`,
  );

/** Says only that it is not here. */
const NOT_HERE = new Set([
  'variable',
  'grad',
  'grads',
  'valueAndGrad',
  'valueAndGrads',
  'variableGrads',
  'customGrad',
  'loadGraphModel',
]);
/** Below the API: networks as data, kernels and plans. */
const BELOW = new Set([
  ...[
    'requestGpuDevice',
    'readFloats',
    'compilePlan',
    'prepareKernels',
    'chooseTarget',
    'targetOf',
    'layerDefinition',
    'lossDefinition',
  ],
  ...[
    'optimizerDefinition',
    'defineNetwork',
    'preset',
    'summaryText',
    'uploadArrays',
    'uploadImages',
    'defaultRecipe',
    'forwardGraph',
  ],
]);

function functionsOf(names: object): string[] {
  return Object.entries(names).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') return /^[A-Z]/.test(name) ? [] : [name];
    return [];
  });
}

describe('examples of the API', () => {
  it('are there for every function', () => {
    const {
      layers,
      train,
      schedules,
      initializers,
      regularizers,
      callbacks,
      io,
      data,
      browser,
      models,
      metrics,
    } = tf;
    const groups = [
      layers,
      train,
      schedules,
      initializers,
      regularizers,
      callbacks,
      io,
      data,
      browser,
      models,
      metrics,
    ];
    const others = new Set(['browserHTTPRequest', 'maxPool2d', 'avgPool2d', 'avgPooling2d']);
    const wanted = [tf, ...groups]
      .flatMap(functionsOf)
      .filter((name) => !NOT_HERE.has(name) && !BELOW.has(name) && !others.has(name));
    const there = new Set(examples.map(({ name }) => name));
    expect(wanted.filter((name) => !there.has(name))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(120);
  });

  it('have types that fit', () => {
    const name = join(root, 'test/docs/examples.ts');
    const text = examples.map(({ code }) => `void (async () => {\n${checked(code)}\n});`).join('\n');
    const source = `import * as tf from '../../src/index';\ndeclare function check(value: unknown, expected: unknown): void;\n${text}`;
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(
      { ...config.config, include: [], files: ['x.ts'] },
      ts.sys,
      root,
    );
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (path) => path === name || fileExists.call(host, path);
    host.getSourceFile = (path, ...rest) =>
      path === name
        ? ts.createSourceFile(path, source, ts.ScriptTarget.ESNext)
        : getSourceFile.call(host, path, ...rest);
    const program = ts.createProgram([name], { ...options, noEmit: true, noUnusedLocals: false }, host);
    const found = program.getSemanticDiagnostics(program.getSourceFile(name));
    expect(
      found.map(({ start = 0, messageText }) => {
        const line = source.slice(0, start).split('\n').length;
        return `${source.split('\n')[line - 1]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      }),
    ).toEqual([]);
  });

  it.each(examples)('$name ($file)', async ({ code }) => {
    const { outputText } = ts.transpileModule(`export const run = async () => {\n${checked(code)}\n};`, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
    });
    // oxlint-disable-next-line typescript/no-implied-eval -- the project's own comments
    const make = new Function('tf', 'check', 'exports', outputText) as (...given: unknown[]) => void;
    const made: { run?: () => Promise<void> } = {};
    make(tf, (value: unknown, expected: unknown) => expect(value).toEqual(expected), made);
    await made.run?.();
  });
});
