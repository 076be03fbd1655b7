import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { configs as litConfigs } from 'eslint-plugin-lit';
import { configs as wcConfigs } from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';
import { pageGlobals, modulesPlugin } from './eslint/modules.mjs';
import { oldNames } from './eslint/oldNames.mjs';
import { directWaits } from './eslint/waits.mjs';

export default defineConfig(
  {
    // The examples import the package as it is installed (test/library, e2e/library).
    ignores: [
      ...['dist/', 'dist-lib/', 'node_modules/', 'test-results/', 'playwright-report/', '.cache/', 'docs/'],
      'examples/',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'id-denylist': ['error', ...oldNames],
      'no-undef': 'off', // the type checker knows better
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers in messages read better without String().
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // There are no enums here, and looking for them is a tenth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // The compiler says it of classes with a private member, which most are; asking again is a quarter of the time.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/prefer-for-of': 'off', // index loops are how this project writes its maths
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { modules: modulesPlugin },
    rules: { 'modules/imports': 'error', 'no-console': ['error', { allow: ['warn', 'error'] }] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/gpu/waits.ts'],
    rules: { 'no-restricted-syntax': ['error', directWaits] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/elements/**', 'src/app/**', 'src/standalone/**', 'src/embed/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...pageGlobals.map((name) => ({
          name,
          message: 'Only elements, app, standalone and embed touch the page.',
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
        {
          selector: "ClassDeclaration[superClass.name='LitElement']",
          message: 'Extend ConnectedElement: it does not update what has left the page.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'e2e/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // A declared module may only name types this way.
    files: ['**/*.d.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    // Plain JavaScript is checked by tsc through its JSDoc types; parsed JSON has none there.
    files: ['**/*.mjs', '**/*.js'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
    },
  },
);
