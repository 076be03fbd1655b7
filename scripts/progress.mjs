// A reporter for Vitest and for Playwright alike: tells scripts/test.mjs, over the channel it started the program with,
// how many files (Vitest) or tests (Playwright) are done, and of every single test that it ended.

/** @typedef {{ done: number, of: number, last: string }} Progress `last`: the test that ended last */

export default class ProgressReporter {
  #done = 0;
  #of = 0;

  /** @param {string} last */
  #tell(last) {
    /** @type {Progress} */
    const progress = { done: this.#done, of: this.#of, last };
    process.send?.(progress);
  }

  // Vitest

  /** @param {readonly unknown[]} files */
  onTestRunStart(files) {
    this.#of = files.length;
  }

  /** @param {{ fullName: string, module: { moduleId: string } }} test */
  onTestCaseResult(test) {
    this.#tell(`${test.module.moduleId}: ${test.fullName}`);
  }

  /** @param {{ moduleId: string }} file */
  onTestModuleEnd(file) {
    this.#done++;
    this.#tell(file.moduleId);
  }

  // Playwright

  /** @param {unknown} _config @param {{ allTests(): readonly unknown[] }} suite */
  onBegin(_config, suite) {
    this.#of = suite.allTests().length;
  }

  /** @param {{ title: string, location: { file: string } }} test */
  onTestEnd(test) {
    this.#done++;
    this.#tell(`${test.location.file}: ${test.title}`);
  }

  printsToStdio() {
    return false;
  }
}
