// The package as `npm pack` makes it, for tests: the tarball, and folders that have it installed. A tarball is kept until
// something that it is made of changes, because unit and end-to-end tests use the same one.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(root, 'node_modules/.cache/convscope/packed');

/** What the build reads. */
const SOURCES = ['src', 'shaders', 'library', 'scripts/buildLib.mjs', 'scripts/nodeWebGpu.mjs'];
const OTHERS = ['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

function hashOfSources(): string {
  const hash = createHash('sha256');
  const add = (path: string): void =>
    void hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)));
  for (const source of SOURCES) {
    if (/\.\w+$/.test(source)) add(source);
    else
      readdirSync(join(root, source), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort()
        .forEach(add);
  }
  OTHERS.forEach(add);
  return hash.digest('hex').slice(0, 16);
}

/** @returns the tarball's path */
export function packedLibrary(): string {
  const folder = join(CACHE, hashOfSources());
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const made = mkdtempSync(join(CACHE, 'making-'));
    // Runs `prepack`, which builds.
    run('npm', ['pack', '--pack-destination', made], root);
    for (const old of readdirSync(CACHE))
      if (!old.startsWith('making-')) rmSync(join(CACHE, old), { recursive: true });
    renameSync(made, folder);
  }
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error(`npm pack: expected a tarball in ${folder}. Received none`);
  return join(folder, tarball);
}

/**
 * Unpacks the tarball into `node_modules` of a folder, as `npm install` would without a network: what the package
 * depends on is linked from this project.
 * @param folder outside of this project
 * @param packages others that the program in the folder imports
 */
export function installPacked(folder: string, packages: readonly string[] = []): void {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'convscope');
  mkdirSync(installed, { recursive: true });
  const tarball = packedLibrary();
  // Tar for Windows takes the colon of `C:\…` for a host, so the path is relative.
  run('tar', ['-xzf', basename(tarball), '-C', installed, '--strip-components=1'], dirname(tarball));
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of [...Object.keys(dependencies), ...packages]) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link, 'junction');
  }
}

/** @throws Error with what the program wrote */
function run(program: 'npm' | 'tar', args: readonly string[], cwd: string): void {
  const { npm_execpath: npm } = process.env;
  const isScript = program === 'npm' && npm?.endsWith('.js') === true;
  const { status, stdout, stderr, error } = isScript
    ? spawnSync(process.execPath, [npm, ...args], { cwd, encoding: 'utf8' })
    : spawnSync(program, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stdout}\n${stderr}`}`);
}
