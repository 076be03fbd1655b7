// Runs every check and adds them up; a failing one does not stop the others.
//
//   npm test                                  types, lint, kernels on wgpu and Firefox beside the unit tests, then end-to-end tests
//   npm test -- --only unit|wgpu|python|e2e|firefox|types|lint    one of them; further arguments go to its program:
//   npm test -- --only unit test/kernels
//   npm test -- --no-install                  installs nothing, and says what is missing
//
// No stage has a limit on its whole time, so that slow machines pass, too: tests are ended when none of them began or finished for
// twelve minutes, types and lint after forty. That, and the limits of single tests, are multiplied by how slow the machine is
// (scripts/yardstick.mjs).
// The last line is always `N passed, N failed, N skipped`. Type check and lint count as one each.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFlaky, playwrightFailures, vitestFailures } from './failures.mjs';
import { findFirefox } from './firefox.mjs';
import { pythonWith } from './python.mjs';
import { StallWatch, timeLeftMs } from './stallWatch.mjs';
import { measureSlowness } from './yardstick.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, flaky?: number, failures?: string[] }} Counts flaky: passed at a second attempt */
/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[][]} commands each: a script of the project or of a package, then arguments
 * @property {number} seconds what it usually takes on the reference machine of scripts/yardstick.mjs
 * @property {string} [report] the file its program writes
 * @property {(report: any) => Counts} [count]
 * @property {() => string | null} [missing] what it needs and is not there: skipped, or failed with CONVSCOPE_REQUIRE_ALL=1
 * @property {boolean} [mayBeMissing] always skipped then
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'convscope-test-'));
const unitReport = join(reports, 'unit.json');
const pythonReport = join(reports, 'python.json');
const wgpuReport = join(reports, 'wgpu.json');
const e2eReport = join(reports, 'e2e.json');
const firefoxReport = join(reports, 'firefox.json');
/** The built page, of which Firefox and Chromium get the same. */
const site = join(reports, 'site');

const args = process.argv.slice(2);
/** What is missing is a failure. */
const requiresAll = Boolean(process.env.CONVSCOPE_REQUIRE_ALL);
const setup = ['scripts/setup.mjs', '--browser', '--firefox', '--vulkan', '--fonts'];
if (requiresAll) setup.push('--torch');
if (args.includes('--no-install')) setup.push(...args.splice(args.indexOf('--no-install'), 1));
const { status } = spawnSync(process.execPath, setup, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

/** More than twice the limit of one test (playwright.config.ts: 5), so that one that hangs is named, and tried once more. */
const STALL_MINUTES = 12;
/** Types and lint say nothing before they end, and beside the unit tests they have a third of the machine. */
const SILENT_MINUTES = 40;
const PROGRESS_EVERY_MS = 30_000;

/**
 * Reports of a run of Vitest. A test that passes at the second attempt is named at the end of the run: a fault of the test, or a
 * rare one of what it tests.
 * @param {string} report the file to write
 */
function vitestReports(report) {
  const reporters = ['default', './scripts/progress.mjs', 'json'];
  return ['--retry=1', ...reporters.map((name) => `--reporter=${name}`), `--outputFile.json=${report}`];
}

/** @type {Stage} */
const types = { name: 'types', commands: [['node_modules/typescript7/bin/tsc']], seconds: 10 };
/** @type {Stage} */
const lint = {
  name: 'lint',
  commands: [
    ['node_modules/oxlint/bin/oxlint', '--report-unused-disable-directives'],
    ['node_modules/eslint/bin/eslint.js', '.'],
    ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ],
  seconds: 60,
};
/** @type {Stage} */
const unit = {
  name: 'unit',
  commands: [['node_modules/vitest/vitest.mjs', 'run', ...vitestReports(unitReport)]],
  seconds: 620,
  report: unitReport,
  count: countVitest,
};
/** @type {Stage} */
const wgpu = {
  name: 'wgpu',
  commands: [['scripts/wgpu.mjs', ...vitestReports(wgpuReport)]],
  seconds: 115,
  report: wgpuReport,
  count: countVitest,
};
/** @type {Stage} */
const python = {
  name: 'python',
  commands: [
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.python.config.ts',
      ...vitestReports(pythonReport),
    ],
  ],
  seconds: 30,
  report: pythonReport,
  count: countVitest,
  mayBeMissing: true, // 340 MB
  missing: () => (pythonWith('torch', 'numpy') ? null : 'a Python with PyTorch (npm run test:python)'),
};
/** @type {Stage} */
const e2e = {
  name: 'e2e',
  commands: [['node_modules/@playwright/test/cli.js', 'test']],
  seconds: 960,
  report: e2eReport,
  count: countPlaywright,
};
/** @type {Stage} */
const firefox = {
  name: 'firefox',
  commands: [['node_modules/@playwright/test/cli.js', 'test', '--config', 'playwright.firefox.config.ts']],
  seconds: 65,
  report: firefoxReport,
  count: countPlaywright,
  missing: () =>
    findFirefox() ? null : 'Firefox (Debian: apt-get install firefox-esr; or set FIREFOX_PATH)',
};
const allStages = [types, lint, wgpu, python, firefox, unit, e2e];

/**
 * @typedef {object} VitestReport
 * @property {import('./failures.mjs').VitestFile[]} testResults
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 */

/** @param {VitestReport} report @returns {Counts} */
function countVitest(report) {
  const files = report.testResults;
  // A file that could not even be loaded has no tests to count.
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    flaky: files.flatMap((file) => file.assertionResults).filter(isFlaky).length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: vitestFailures(report),
  };
}

/**
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {{ message?: string }[]} errors outside of any test
 * @property {import('./failures.mjs').PlaywrightSuite[]} suites
 */

/** @param {PlaywrightReport} report @returns {Counts} */
function countPlaywright(report) {
  const { stats, errors } = report;
  return {
    passed: stats.expected + stats.flaky,
    flaky: stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures: playwrightFailures(report),
  };
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends a program and all it has started. @param {import('node:child_process').ChildProcess} child */
function kill(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    running.forEach(kill);
    rmSync(reports, { recursive: true, force: true });
    process.exit(1);
  });
}

/** @param {number} ms */
const minutes = (ms) => `${(ms / 60_000).toFixed(1)} min`;

const slowness = await measureSlowness();

/**
 * Runs a program.
 * @param {Stage} stage
 * @param {string[]} command script, arguments
 * @param {'shown' | 'held'} output shown as it comes, or all at once at the end
 * @returns {Promise<boolean>} whether it succeeded
 */
async function run(stage, [file = '', ...args], output) {
  const start = Date.now();
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    stdio: output === 'shown' ? ['inherit', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      CONVSCOPE_E2E_SITE: site,
      CONVSCOPE_E2E_REPORT: e2eReport,
      CONVSCOPE_FIREFOX_REPORT: firefoxReport,
      CONVSCOPE_SLOWNESS: String(slowness),
    },
    detached: process.platform !== 'win32', // a group of its own, so that it can be ended as a whole
  });
  running.add(child);
  const held = /** @type {Buffer[]} */ ([]);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => held.push(piece));

  let unfinished = 'no test yet';
  let told = 0;
  const stallMs = (stage.report ? STALL_MINUTES : SILENT_MINUTES) * 60_000 * slowness;
  const watch = new StallWatch(stallMs, () => {
    console.log(
      `\n${stage.name}: ended, nothing happened for ${minutes(stallMs)}. Unfinished: ${unfinished}`,
    );
    kill(child);
  });
  child.on('message', (message) => {
    const progress = /** @type {import('./progress.mjs').Progress} */ (message);
    watch.progress();
    unfinished = progress.running.join('; ').replaceAll(root, '.');
    const now = Date.now();
    if (now - told < PROGRESS_EVERY_MS) return;
    told = now;
    const left = timeLeftMs({ ...progress, elapsedMs: now - start });
    const guess = left === null ? '' : `, about ${minutes(left)} left`;
    console.log(`── ${stage.name}: ${progress.done} of ${progress.of}${guess}`);
  });
  const exitCode = await new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  watch.stop();
  running.delete(child);
  if (held.length > 0) console.log(`\n── ${stage.name} ${'─'.repeat(60)}\n${Buffer.concat(held).toString()}`);
  return exitCode === 0;
}

/** @type {string[][]} */
const rows = [];
const total = { passed: 0, failed: 0, skipped: 0, flaky: 0 };
/** @type {string[]} */
const failures = [];

/** @param {Stage} stage @param {'shown' | 'held'} output @param {string[]} [moreArgs] */
async function runStage(stage, output, moreArgs = []) {
  const start = Date.now();
  if (output === 'shown') console.log(`\n── ${stage.name} ${'─'.repeat(60)}`);
  const missing = stage.missing?.() ?? null;
  const skips = missing !== null && (stage.mayBeMissing === true || !requiresAll);
  if (missing !== null) console.log(`${stage.name}: ${skips ? 'skipped' : 'failed'}, needs ${missing}.`);
  let succeeded = missing === null;
  for (const command of missing === null ? stage.commands : []) {
    succeeded = (await run(stage, [...command, ...moreArgs], output)) && succeeded;
  }
  const counts = skips ? { passed: 0, failed: 0, skipped: 1 } : countsOf(stage, succeeded);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  total.flaky += counts.flaky ?? 0;
  failures.push(...(counts.failures ?? []).map((each) => `${stage.name}: ${each.replace(root, '.')}`));
  const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`;
  rows.push([stage.name, ...[counts.passed, counts.failed, counts.skipped].map(String), seconds]);
}

/** @param {Stage} stage @param {boolean} succeeded @returns {Counts} */
function countsOf(stage, succeeded) {
  const failure = { passed: 0, failed: 1, skipped: 0 };
  if (!stage.report || !stage.count) return succeeded ? { passed: 1, failed: 0, skipped: 0 } : failure;
  try {
    const counts = stage.count(JSON.parse(readFileSync(stage.report, 'utf8')));
    // An error outside of any test fails the run, too.
    if (!succeeded && counts.failed === 0) counts.failed = 1;
    return counts;
  } catch {
    return failure; // ended without a report
  }
}

const begin = Date.now();
if (args[0] === '--only') {
  const [, name] = args.splice(0, 2);
  const stage = allStages.find((each) => each.name === name);
  if (!stage) {
    console.error(`--only needs ${allStages.map((each) => each.name).join(', ')}. Received ${name}.`);
    process.exit(2);
  }
  await runStage(stage, 'shown', args);
} else if (args.length > 0) {
  console.error(`Arguments need --only before them. Received ${args.join(' ')}.`);
  process.exit(2);
} else {
  const seconds = unit.seconds + e2e.seconds;
  const pace = slowness > 1.2 ? `, which is ${slowness.toFixed(1)} times as slow as usual` : '';
  console.log(`All checks take about ${minutes(seconds * 1000 * slowness)} on this machine${pace}.`);
  // Types and lint keep one processor busy, wgpu and Firefox a third of one, waiting most of their time; the unit tests fill the rest.
  const inTurn = async () => {
    await runStage(types, 'held');
    await runStage(lint, 'held');
    await runStage(wgpu, 'held');
    await runStage(python, 'held');
    await runStage(firefox, 'held');
  };
  await Promise.all([inTurn(), runStage(unit, 'shown')]);
  await runStage(e2e, 'shown');
}
rmSync(reports, { recursive: true, force: true });

if (failures.length > 0) console.log(`\n── What failed ${'─'.repeat(53)}\n${failures.join('\n\n')}`);
console.log('');
for (const row of [['', 'passed', 'failed', 'skipped', 'time'], ...rows]) {
  console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(8) : cell.padStart(9))).join(''));
}
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`\nAll in ${minutes(Date.now() - begin)}.`);
if (total.flaky > 0) console.log(`${total.flaky} of them passed only at the second attempt.`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
