// Finds a Firefox for the end-to-end tests, and what gives it WebGPU. Only looks, never installs (scripts/setup.mjs does).
//
// Order: FIREFOX_PATH → a Firefox ESR of the system → a Firefox of the system.
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { quickLavapipe, vulkanEnvironment } from './vulkan.mjs';

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    // Ubuntu's is a script that installs a snap, which does not see temporary folders.
    return !realpathSync(file).startsWith('/snap/') && !realpathSync(file).endsWith('/snap');
  } catch {
    return false;
  }
}

/**
 * The Firefox to start, or null if there is none.
 * @returns {string | null}
 */
export function findFirefox() {
  const chosen = process.env.FIREFOX_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`FIREFOX_PATH must name an executable file. Received '${chosen}'.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = ['firefox-esr', 'firefox'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  if (process.platform === 'darwin') candidates.push('/Applications/Firefox.app/Contents/MacOS/firefox');
  if (process.platform === 'win32') {
    for (const base of [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']])
      if (base) candidates.push(join(base, 'Mozilla Firefox/firefox.exe'));
  }
  return candidates.find(isExecutable) ?? null;
}

/**
 * Puppeteer launch options: a headless Firefox with WebGPU and a camera that is always allowed and shows a test picture.
 * @param {string} home a folder of its own: it must belong to the user
 */
export function firefoxOptions(home) {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error('No Firefox found. Run `node scripts/setup.mjs --firefox`.');
  return {
    browser: /** @type {const} */ ('firefox'),
    executablePath,
    headless: true,
    env: { ...process.env, ...vulkanEnvironment(), ...quickLavapipe(), HOME: home },
    extraPrefsFirefox: {
      // Both are needed on Linux, and the second on any device that computes on the processor.
      'dom.webgpu.enabled': true,
      'gfx.webgpu.ignore-blocklist': true,
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'intl.accept_languages': 'en-GB',
    },
  };
}
