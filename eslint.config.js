// The project's own rules, and those of Lit. The rules of the language: .oxlintrc.json.
import { defineConfig } from 'eslint/config';
import { configs as litConfigs } from 'eslint-plugin-lit';
import { configs as wcConfigs } from 'eslint-plugin-wc';
import { parser } from 'typescript-eslint';
import { directBuffers } from './eslint/buffers.mjs';
import { pageGlobals, modulesPlugin } from './eslint/modules.mjs';
import { oldNames } from './eslint/oldNames.mjs';
import { pagePolicyPlugin, unguardedTest, unsafeDirectives } from './eslint/pagePolicy.mjs';
import { directWaits } from './eslint/waits.mjs';

export default defineConfig(
  {
    // The examples import the package as it is installed (test/library, e2e/library).
    ignores: [
      ...['dist/', 'dist-lib/', 'node_modules/', 'test-results/', 'playwright-report/', '.cache/', 'docs/'],
      'examples/',
    ],
  },
  {
    files: ['**/*.{ts,js,mjs}'],
    languageOptions: { parser },
    // Which rules are switched off in a line is known to oxlint.
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: { 'id-denylist': ['error', ...oldNames] },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { modules: modulesPlugin },
    rules: { 'modules/imports': 'error' },
  },
  {
    files: ['src/**/*.ts', 'offline/**/*.ts'],
    plugins: { policy: pagePolicyPlugin },
    rules: {
      'policy/no-style-attribute': 'error',
      'policy/no-html-sinks': 'error',
      'no-restricted-imports': ['error', unsafeDirectives],
    },
  },
  {
    files: ['e2e/**/*.e2e.ts', 'e2e/lessons/*.ts', 'e2e/data/*.ts'],
    rules: { 'no-restricted-imports': ['error', unguardedTest] },
  },
  // A later 'no-restricted-syntax' replaces an earlier one, so each names all that hold for its files.
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', directWaits, directBuffers] },
  },
  {
    files: ['src/gpu/waits.ts'],
    rules: { 'no-restricted-syntax': ['error', directBuffers] },
  },
  {
    files: ['src/gpu/buffers.ts'],
    rules: { 'no-restricted-syntax': ['error', directWaits] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/elements/**', 'src/app/**', 'src/standalone/**', 'src/embed/**', 'src/api/page/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...pageGlobals.map((name) => ({
          name,
          message: 'Only elements, app, standalone, embed and api/page touch the page.',
        })),
      ],
    },
  },
  {
    files: ['src/cli/**/*.ts'],
    ignores: ['src/cli/print.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        directWaits,
        directBuffers,
        {
          selector: "MemberExpression[object.object.name='process'][property.name='write']",
          message:
            'A file may hold control characters: print() and printError() of src/cli/print.ts escape them.',
        },
      ],
    },
  },
  {
    files: ['src/elements/**/*.ts', 'src/app/**/*.ts', 'src/embed/**/*.ts'],
    extends: [litConfigs['flat/recommended'], wcConfigs['flat/recommended']],
    settings: {
      lit: { elementBaseClasses: ['ConnectedElement', 'EmbeddedElement'] },
      wc: { elementBaseClasses: ['ConnectedElement', 'EmbeddedElement'] },
    },
  },
  {
    files: ['src/elements/**/*.ts', 'src/app/**/*.ts', 'src/embed/**/*.ts'],
    ignores: ['src/elements/connectedElement.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        directWaits,
        directBuffers,
        {
          selector: "ClassDeclaration[superClass.name='LitElement']",
          message: 'Extend ConnectedElement: it does not update what has left the page.',
        },
      ],
    },
  },
);
