// Brings a fresh clone to the point where the command behind it can run. Runs before npm start, test, train.
//
//   node scripts/setup.mjs [--browser] [--firefox] [--vulkan] [--fonts] [--torch] [--no-install]
//
// Always: the Node version, and `npm ci` when node_modules is missing or older than the lock.
//   --browser  a Chromium: one that is there, else Playwright's download, else Debian's package (as root)
//   --firefox  Firefox, for the end-to-end tests in it: one that is there, else Debian's package (as root); goes on without
//   --vulkan   a Vulkan driver for WebGPU in Node, on Linux
//   --fonts    a Japanese font, so that pages in that language can be looked at (as root on Debian)
//   --torch    a Python with PyTorch, to run written programs: one that is there, else Debian's package (as root); goes on without
//   --no-install  installs nothing: names what is missing, and stops where the command needs it
// Says what is installed and why, before it is; says nothing when all is there. No dependencies: there may be none yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './browser.mjs';
import { findFirefox } from './firefox.mjs';
import { pythonWith } from './python.mjs';
import { hasVulkanDriver, hasVulkanLoader, vulkanEnvironment } from './vulkan.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = new Set(process.argv.slice(2));
/** `npm test -- --no-install`, or, for any command, `npm start --no-install`: npm passes its own options on as variables. */
const mayInstall =
  !wanted.has('--no-install') && !['', 'false'].includes(process.env.npm_config_install ?? 'true');
const isRoot = process.getuid?.() === 0;
const hasApt = mayInstall && isRoot && existsSync('/usr/bin/apt-get');

/** All output goes to stderr: stdout belongs to the command that follows. @param {string} message */
const say = (message) => process.stderr.write(`setup: ${message}\n`);

/** @param {string} message @returns {never} */
function stop(message) {
  process.stderr.write(`\nsetup: ${message}\n`);
  process.exit(1);
}

/**
 * Runs a program with its output on stderr.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, timeoutMs?: number, quiet?: boolean }} [options] quiet: of the
 *   output only the first error is shown
 * @returns {boolean} whether it succeeded
 */
function run(program, args, options = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: options.quiet ? 'pipe' : ['ignore', 2, 2],
    encoding: 'utf8',
    env: { ...process.env, ...options.env },
    timeout: options.timeoutMs,
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (options.quiet && result.status !== 0) {
    const lines = `${result.stdout}\n${result.stderr}`.split('\n');
    say(lines.find((line) => /error/i.test(line))?.trim() ?? `${program} failed`);
  }
  return result.status === 0;
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(`needs Node 20.19 or newer. Received ${process.versions.node}.`);
  }
}

/** Whether node_modules is what the lock says: by the hash noted at the last install, else by age. */
function modulesAreCurrent() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const stamp = join(root, 'node_modules/.cache/convscope/lock.sha256');
  const lock = join(root, 'package-lock.json');
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  if (statSync(installed).mtimeMs < statSync(lock).mtimeMs) return false;
  noteModules();
  return true;
}

function noteModules() {
  const folder = join(root, 'node_modules/.cache/convscope');
  mkdirSync(folder, { recursive: true });
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  writeFileSync(join(folder, 'lock.sha256'), hash.digest('hex'));
}

function ensureModules() {
  if (modulesAreCurrent()) return;
  if (!mayInstall) stop('node_modules is missing or older than package-lock.json. Run `npm ci`.');
  say('installing packages (npm ci) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (!done) stop('npm ci failed, see above. Is there a connection to the npm registry?');
  noteModules();
}

let aptIsUpdated = false;

/** @param {string[]} packages @param {string} why @returns {boolean} */
function aptInstall(packages, why) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  say(`${why} Installing into this system: ${packages.join(', ')} (apt-get; not with --no-install) …`);
  if (!aptIsUpdated) run('apt-get', ['update', '-qq'], { env });
  aptIsUpdated = true;
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** Whether the file starts, that is, finds its shared libraries. @param {string} browser */
function browserStarts(browser) {
  if (process.platform !== 'linux') return true;
  const noted = join(root, 'node_modules/.cache/convscope/browser');
  const mark = `${browser} ${statSync(browser).mtimeMs}`;
  if (existsSync(noted) && readFileSync(noted, 'utf8') === mark) return true;
  const result = spawnSync(browser, ['--version', '--no-sandbox'], { encoding: 'utf8', timeout: 30_000 });
  if (result.status !== 0) {
    say(`${browser} does not start: ${(result.stderr || String(result.error)).trim().split('\n')[0]}`);
    return false;
  }
  writeFileSync(noted, mark);
  return true;
}

function ensureBrowser() {
  const found = findBrowser();
  if (found && browserStarts(found)) return;
  if (process.env.CHROMIUM_PATH) stop(`CHROMIUM_PATH names a browser that does not start: ${found}`);

  if (!found && mayInstall) {
    say('the tests run in Chromium, and none was found. Downloading one (playwright install chromium) …');
    const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' };
    const cli = join(root, 'node_modules/playwright/cli.js');
    run(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
      env,
      timeoutMs: 600_000,
      quiet: true,
    });
    const downloaded = findBrowser();
    if (downloaded && browserStarts(downloaded)) return;
  }
  if (hasApt) {
    // Debian's Chromium; and the libraries that a downloaded one was missing come with it.
    aptInstall(['chromium'], 'The tests run in Chromium.');
    const installed = findBrowser();
    if (installed && browserStarts(installed)) return;
    // A downloaded browser that still does not start must not hide Debian's.
    if (existsSync('/usr/bin/chromium') && browserStarts('/usr/bin/chromium')) {
      stop(`${installed} does not start. Set CHROMIUM_PATH=/usr/bin/chromium.`);
    }
  }
  stop(
    'the tests need Chromium or Chrome. Install one (Debian: apt-get install chromium), ' +
      'run `npx playwright install --with-deps chromium`, or set CHROMIUM_PATH.',
  );
}

/** `npm test` counts its tests as skipped where there is none, or as failed with CONVSCOPE_REQUIRE_ALL=1. */
function ensureFirefox() {
  if (findFirefox()) return;
  if (hasApt && aptInstall(['firefox-esr'], 'Some end-to-end tests run in Firefox.') && findFirefox()) return;
  say(
    'no Firefox: the tests in it are left out. Install one (Debian: apt-get install firefox-esr), or set FIREFOX_PATH.',
  );
}

function ensureVulkan() {
  if (hasVulkanDriver() && hasVulkanLoader()) return;
  if (
    hasApt &&
    aptInstall(['libvulkan1', 'mesa-vulkan-drivers'], 'WebGPU in Node needs a Vulkan driver.') &&
    hasVulkanDriver()
  )
    return;
  if (Object.keys(vulkanEnvironment()).length > 0) return; // Chromium's own SwiftShader
  stop(
    'WebGPU in Node needs a Vulkan driver. Install one (Debian: apt-get install libvulkan1 ' +
      'mesa-vulkan-drivers), or a Chromium, whose own driver is used then.',
  );
}

/** Only for looking at pages: a machine that cannot install fonts goes on without. */
function ensureFonts() {
  if (process.platform !== 'linux' || !(hasApt || !mayInstall)) return;
  const isJapanese = /cjk|noto.*jp|ipag|ipam|ipaex|takao|vl-?gothic|source.?han/i;
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts'].filter((folder) => existsSync(folder));
  const found = folders.some((folder) =>
    readdirSync(folder, { recursive: true }).some((file) => isJapanese.test(String(file))),
  );
  if (found) return;
  if (!hasApt || !aptInstall(['fonts-noto-cjk'], 'Pages in Japanese need a Japanese font.'))
    say('no Japanese font: pages in Japanese show boxes.');
}

/** 340 MB, so only asked for by name. Its tests are skipped where there is none. */
function ensureTorch() {
  if (pythonWith('torch', 'numpy')) return;
  if (hasApt && aptInstall(['python3-torch', 'python3-numpy'], 'Written PyTorch programs are run.')) return;
  say('no Python with PyTorch: its tests are left out. Install one, or set PYTHON.');
}

checkNode();
ensureModules();
if (wanted.has('--browser')) ensureBrowser();
if (wanted.has('--firefox')) ensureFirefox();
if (wanted.has('--vulkan')) ensureVulkan();
if (wanted.has('--fonts')) ensureFonts();
if (wanted.has('--torch')) ensureTorch();
