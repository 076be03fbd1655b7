// The names and first lines of failed tests, read from the reports of Vitest and Playwright: scripts/test.mjs ends with them, so
// that the end of a long log says what failed.

/** @typedef {{ status: string, fullName: string, failureMessages?: string[] | null }} VitestTest */
/** @typedef {{ name: string, status: string, message?: string, assertionResults: VitestTest[] }} VitestFile */
/** @typedef {{ status: string, results: { errors?: { message?: string }[] }[] }} PlaywrightTest */
/** @typedef {{ title: string, file: string, line: number, tests: PlaywrightTest[] }} PlaywrightSpec */
/** @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite */

const LINES = 12;
const COLOURS = /\u001B\[[\d;]*m/g; // eslint-disable-line no-control-regex -- escape sequences of a terminal

/** @param {string | undefined} message @returns {string} its first lines, without colours */
function firstLines(message = '') {
  const lines = message.replace(COLOURS, '').trim().split('\n');
  const own = lines.filter((line) => !/^\s*at .*node_modules/.test(line)).slice(0, LINES);
  return own.map((line) => `    ${line}`).join('\n');
}

const SECOND = ' (passed at the second attempt)';

/** Whether a test passed at the second attempt: the message of the first is kept. @param {VitestTest} test */
export function isFlaky({ status, failureMessages }) {
  return status === 'passed' && (failureMessages ?? []).length > 0;
}

/**
 * @param {{ testResults: VitestFile[] }} report
 * @returns {string[]} a test that failed or passed only at the second attempt, or a file that could not be loaded, each
 */
export function vitestFailures({ testResults }) {
  return testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed' || isFlaky(test));
    if (failed.length === 0 && file.status === 'failed') return [`${file.name}\n${firstLines(file.message)}`];
    return failed.map((test) => {
      const second = isFlaky(test) ? SECOND : '';
      return `${file.name}: ${test.fullName}${second}\n${firstLines(test.failureMessages?.[0])}`;
    });
  });
}

/**
 * @param {{ suites: PlaywrightSuite[], errors: { message?: string }[] }} report
 * @returns {string[]} a test that failed, passed only at the second attempt, or an error outside of any, each
 */
export function playwrightFailures({ suites, errors }) {
  /** @type {(suite: PlaywrightSuite) => PlaywrightSpec[]} */
  const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
  const specs = suites.flatMap(specsOf).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .map((test) => {
        const second = test.status === 'flaky' ? SECOND : '';
        const message = test.results.flatMap((result) => result.errors ?? [])[0]?.message;
        return `${spec.file}:${String(spec.line)}: ${spec.title}${second}\n${firstLines(message)}`;
      }),
  );
  return [...specs, ...errors.map((error) => `outside of any test\n${firstLines(error.message)}`)];
}
