// Runs every check one after another and adds them up; a failing one does not stop the next.
//
//   npm test                                  types, lint, unit tests, end-to-end tests
//   npm test -- --only unit|e2e|types|lint    one of them; further arguments go to its program:
//   npm test -- --only unit test/kernels
//
// The last line is always `N passed, N failed, N skipped`. Type check and lint count as one each.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ name: string, commands: string[][], limitMinutes: number, report?: string, count?: (report: any) => Counts }} Stage */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'convscope-test-'));
const unitReport = join(reports, 'unit.json');
const e2eReport = join(reports, 'e2e.json');

/** @type {Stage[]} */
const allStages = [
  { name: 'types', commands: [['typescript/bin/tsc']], limitMinutes: 2 },
  {
    name: 'lint',
    commands: [
      ['eslint/bin/eslint.js', '.'],
      ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
    ],
    limitMinutes: 3,
  },
  {
    name: 'unit',
    commands: [
      [
        'vitest/vitest.mjs',
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${unitReport}`,
      ],
    ],
    limitMinutes: 8,
    report: unitReport,
    count: countVitest,
  },
  {
    name: 'e2e',
    commands: [['@playwright/test/cli.js', 'test']],
    limitMinutes: 12,
    report: e2eReport,
    count: countPlaywright,
  },
];

/**
 * @typedef {object} VitestReport
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults
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
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {unknown[]} errors outside of any test
 */

/** @param {PlaywrightReport} report @returns {Counts} */
function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/** Ends the running program and all it has started. */
function killRunning() {
  if (running?.pid === undefined) return;
  try {
    if (process.platform === 'win32') running.kill();
    else process.kill(-running.pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    killRunning();
    rmSync(reports, { recursive: true, force: true });
    process.exit(1);
  });
}

/**
 * Runs a package's program with its output shown as it comes.
 * @param {string[]} command file inside node_modules, arguments
 * @param {number} deadlineMs time it must have ended by
 * @returns {Promise<boolean>} whether it succeeded
 */
async function run([file = '', ...args], deadlineMs) {
  const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CONVSCOPE_E2E_REPORT: e2eReport },
    detached: process.platform !== 'win32', // a group of its own, so that it can be ended as a whole
  });
  running = child;
  const timer = setTimeout(() => {
    console.log(`\n${file} took too long and was ended.`);
    killRunning();
  }, deadlineMs - Date.now());
  const exitCode = await new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  running = undefined;
  return exitCode === 0;
}

/** @param {Stage} stage @param {string[]} moreArgs @returns {Promise<Counts>} */
async function runStage(stage, moreArgs) {
  const deadlineMs = Date.now() + stage.limitMinutes * 60_000;
  let succeeded = true;
  for (const command of stage.commands) {
    succeeded = (await run([...command, ...moreArgs], deadlineMs)) && succeeded;
  }
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

const args = process.argv.slice(2);
let stages = allStages;
if (args[0] === '--only') {
  const [, name] = args.splice(0, 2);
  stages = allStages.filter((stage) => stage.name === name);
  if (stages.length === 0) {
    console.error(`--only needs ${allStages.map((stage) => stage.name).join(', ')}. Received ${name}.`);
    process.exit(2);
  }
} else if (args.length > 0) {
  console.error(`Arguments need --only before them. Received ${args.join(' ')}.`);
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const rows = [];
for (const stage of stages) {
  console.log(`\n── ${stage.name} ${'─'.repeat(60)}`);
  const start = Date.now();
  const counts = await runStage(stage, args);
  const { passed, failed, skipped } = counts;
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  rows.push([stage.name, ...[passed, failed, skipped].map(String), `${seconds} s`]);
}
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const row of [['', 'passed', 'failed', 'skipped', 'time'], ...rows]) {
  console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(6) : cell.padStart(9))).join(''));
}
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
