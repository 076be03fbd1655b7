// Finds a Chromium that can run the tests, and the flags that give it WebGPU.
// Only looks, never installs (scripts/setup.mjs does). No dependencies and no child processes, so that the
// test configurations can call it at no cost.
//
// Order: CHROMIUM_PATH → Playwright's own browser → a system Chromium or Chrome.
// CONVSCOPE_GPU=hardware|software overrides whether the browser is told to use SwiftShader.
import { accessSync, constants, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Where `playwright install` puts its browsers. */
function playwrightFolder() {
  const chosen = process.env.PLAYWRIGHT_BROWSERS_PATH;
  if (chosen === '0') return join(root, 'node_modules/playwright-core/.local-browsers');
  if (chosen) return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/ms-playwright');
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'ms-playwright');
  }
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright');
}

/** The full Chromium of the installed Playwright version (not the headless shell, which has no WebGPU). */
function playwrightBrowser() {
  /** @type {{ browsers: { name: string, revision: string }[] }} */
  let list;
  try {
    list = JSON.parse(readFileSync(join(root, 'node_modules/playwright-core/browsers.json'), 'utf8'));
  } catch {
    return null;
  }
  const revision = list.browsers.find((browser) => browser.name === 'chromium')?.revision;
  const folder = join(playwrightFolder(), `chromium-${revision}`);
  const programs = [
    'chrome',
    'chrome.exe',
    'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'Chromium.app/Contents/MacOS/Chromium',
  ];
  for (const platform of namesIn(folder)) {
    for (const program of programs) {
      const file = join(folder, platform, program);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

function systemBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (process.platform === 'darwin') {
    candidates.push(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    );
  }
  if (process.platform === 'win32') {
    for (const base of ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']) {
      const folder = process.env[base];
      if (folder) candidates.push(join(folder, 'Google/Chrome/Application/chrome.exe'));
    }
  }
  return candidates.find((file) => isExecutable(file) && !isSnapStub(file)) ?? null;
}

/** Ubuntu's `chromium-browser` package is a script that only says "install the snap". @param {string} file */
function isSnapStub(file) {
  if (!file.endsWith('chromium-browser') || existsSync('/snap/bin/chromium')) return false;
  try {
    return readFileSync(file, 'latin1').slice(0, 4000).includes('snap install');
  } catch {
    return false;
  }
}

/**
 * The Chromium to start, or null if there is none.
 * @returns {string | null}
 */
export function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH must name an executable file. Received '${chosen}'.`);
  }
  return playwrightBrowser() ?? systemBrowser();
}

/** Like findBrowser(), for configurations that cannot go on without one. */
export function requireBrowser() {
  const browser = findBrowser();
  if (!browser) throw new Error('No Chromium found. Run `node scripts/setup.mjs --browser`.');
  return browser;
}

/**
 * Whether a graphics card (not a virtual display adapter) is there to be used.
 * On macOS and Windows Chromium finds the right driver by itself.
 */
export function hasGpu() {
  if (process.env.CONVSCOPE_GPU === 'hardware') return true;
  if (process.env.CONVSCOPE_GPU === 'software') return false;
  if (process.platform !== 'linux') return true;
  const virtual = [
    'virtio-pci',
    'virtio_gpu',
    'vmwgfx',
    'vgem',
    'vkms',
    'qxl',
    'bochs-drm',
    'simple-framebuffer',
  ];
  return namesIn('/sys/class/drm')
    .filter((name) => name.startsWith('renderD') && existsSync(join('/dev/dri', name)))
    .some((name) => {
      try {
        const driver =
          readlinkSync(join('/sys/class/drm', name, 'device/driver'))
            .split('/')
            .at(-1) ?? '';
        return !virtual.includes(driver);
      } catch {
        return false;
      }
    });
}

/**
 * Command-line flags for a headless Chromium with WebGPU.
 *
 * Without a graphics card *all* of the software set is needed: WebGPU through SwiftShader's Vulkan, and ANGLE
 * on the same SwiftShader. With a part of it the first canvas texture loses the device and pages stay blank.
 * @returns {string[]}
 */
export function browserFlags() {
  const flags = [
    '--enable-unsafe-webgpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (!hasGpu()) {
    flags.push('--enable-features=Vulkan', '--use-angle=swiftshader', '--use-vulkan=swiftshader');
    // Text and boxes are painted by the processor directly: through SwiftShader they cost 1.2 to 2 times the GPU process's time.
    flags.push('--disable-gpu-rasterization');
  } else if (process.platform === 'linux') {
    flags.push('--enable-features=Vulkan');
  }
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  return flags;
}

/** What Playwright switches off (chromiumSwitches of its version): of several such flags the last one counts. */
const PLAYWRIGHT_DISABLED = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** The list below the address bar is a page: each new context starts a process for it, 0.2 s of processor time. */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/** Playwright launch options: which browser, which flags. */
export function launchOptions() {
  const disabled = [...PLAYWRIGHT_DISABLED, ...ADDRESS_BAR];
  return {
    executablePath: requireBrowser(),
    headless: true,
    args: [...browserFlags(), `--disable-features=${disabled.join()}`],
  };
}
