// A reporter for Vitest and for Playwright alike: tells scripts/test.mjs, over the channel it started the program with,
// how many files (Vitest) or tests (Playwright) are done, and of every single test that it began and ended.

/** @typedef {{ done: number, of: number, running: readonly string[] }} Progress `running`: the tests that have begun and not ended */
/** @typedef {{ fullName: string, module: { moduleId: string } }} VitestTest */
/** @typedef {{ title: string, location: { file: string } }} PlaywrightTest */

/** @param {VitestTest} test */
const nameInVitest = ({ module, fullName }) => `${module.moduleId}: ${fullName}`;

/** @param {PlaywrightTest} test */
const nameInPlaywright = ({ location, title }) => `${location.file}: ${title}`;

export default class ProgressReporter {
  #done = 0;
  #of = 0;
  /** @type {Set<string>} */
  #running = new Set();

  #tell() {
    /** @type {Progress} */
    const progress = { done: this.#done, of: this.#of, running: [...this.#running] };
    process.send?.(progress);
  }

  /** @param {string} test */
  #begun(test) {
    this.#running.add(test);
    this.#tell();
  }

  /** @param {string} test */
  #ended(test) {
    this.#running.delete(test);
    this.#tell();
  }

  // Vitest

  /** @param {readonly unknown[]} files */
  onTestRunStart(files) {
    this.#of = files.length;
  }

  /** @param {VitestTest} test */
  onTestCaseReady(test) {
    this.#begun(nameInVitest(test));
  }

  /** @param {VitestTest} test */
  onTestCaseResult(test) {
    this.#ended(nameInVitest(test));
  }

  onTestModuleEnd() {
    this.#done++;
    this.#tell();
  }

  // Playwright

  /** @param {unknown} _config @param {{ allTests(): readonly unknown[] }} suite */
  onBegin(_config, suite) {
    this.#of = suite.allTests().length;
  }

  /** @param {PlaywrightTest} test */
  onTestBegin(test) {
    this.#begun(nameInPlaywright(test));
  }

  /** @param {PlaywrightTest} test */
  onTestEnd(test) {
    this.#done++;
    this.#ended(nameInPlaywright(test));
  }

  printsToStdio() {
    return false;
  }
}
