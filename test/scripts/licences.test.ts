// What a build holds of others is listed with its licence, and versions of what it is built with are exact.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesTable, licencesText, shippedPackages } from '../../scripts/licences.mjs';

const root = join(import.meta.dirname, '../..');

test('docs/licences.md is that of what is installed: node scripts/licences.mjs writes it anew', () => {
  expect(readFileSync(join(root, 'docs/licences.md'), 'utf8')).toBe(licencesTable());
});

test('every package that a build holds has a licence that allows it, and its text', () => {
  const packages = shippedPackages();
  expect(packages.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['lit', 'fflate', 'h5wasm', 'uplot', '@codemirror/view']),
  );
  for (const { name, licence } of packages)
    expect(licence, name).toMatch(/MIT|ISC|BSD|Apache-2\.0|SEE LICENSE|0BSD/);
  expect(licencesText().length).toBeGreaterThan(20_000);
});

test('versions are exact, but for what a package of this project asks of its users', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  for (const [name, version] of Object.entries(devDependencies))
    expect(version.replace(/^npm:.*@/, ''), name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; link?: boolean }>;
  };
  for (const [name, { version, integrity }] of Object.entries(lock.packages)) {
    if (name === '') continue;
    expect([version, integrity], name).toEqual([
      expect.stringMatching(/^\d/),
      expect.stringMatching(/^sha\d+-/),
    ]);
  }
});
