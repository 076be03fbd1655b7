// A report that someone else's device made and was pasted in: every field that the table of devices shows is checked.

import type { Report } from './report';

/** A text that is no report. The message names the file, the place in it, what was expected and what is there. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

type Fields = Readonly<Record<string, unknown>>;

/** A value of a report and where it stands in it. */
class Place {
  constructor(
    private readonly file: string,
    readonly path: string,
    readonly value: unknown,
  ) {}

  fail(expected: string): never {
    const received = this.value === undefined ? 'nothing' : JSON.stringify(this.value).slice(0, 80);
    throw new ReportError(
      `${this.file}: ${this.path || 'the report'}: expected ${expected}. Received ${received}`,
    );
  }

  at(name: string | number): Place {
    const { value } = this;
    if (typeof value !== 'object' || value === null) return this.fail('an object');
    return new Place(
      this.file,
      this.path === '' ? String(name) : `${this.path}.${name}`,
      (value as Fields)[name],
    );
  }

  text(expected: string, pattern = /\S/): void {
    if (typeof this.value !== 'string' || !pattern.test(this.value)) this.fail(expected);
  }

  count(expected: string): void {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value) || this.value < 0) this.fail(expected);
  }

  flag(): void {
    if (typeof this.value !== 'boolean') this.fail('true or false');
  }

  list(): readonly Place[] {
    if (!Array.isArray(this.value)) return this.fail('a list');
    return this.value.map((_, index) => this.at(index));
  }

  nullOr(check: (place: Place) => void): void {
    if (this.value !== null) check(this);
  }
}

function checkTiming(timing: Place): void {
  timing.at('median').count('milliseconds');
}

function checkRow(row: Place): void {
  row.at('title').text('the name of the work');
  row.at('status').text('ok, unchecked, failed or skipped', /^(ok|unchecked|failed|skipped)$/);
  row.at('flops').count('a number of operations');
  const timings = row.at('timings');
  for (const engine of Object.keys(timings.value ?? {})) checkTiming(timings.at(engine));
}

/**
 * @param file named in errors
 * @throws ReportError
 */
export function readReport(text: string, file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReportError(`${file}: expected a report as JSON. ${(error as Error).message}`, {
      cause: error,
    });
  }
  const report = new Place(file, '', value);
  report
    .at('date')
    .text('a date and time in UTC, 2026-11-28T12:00:00Z', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  report.at('device').text('the name of the device');
  report.at('platform').text('a browser or Node, with its version');
  report.at('target').nullOr((target) => target.text('the name of a target'));
  report.at('quick').flag();
  report.at('check').nullOr((check) => {
    check.at('numbers').count('a number of numbers');
    // JSON has no Infinity: a result that is not finite has null.
    check.at('largestError').nullOr((error) => error.count('an error'));
    check
      .at('wrong')
      .list()
      .forEach((one) => one.at('layer').text('the name of a layer'));
  });
  report.at('ceilings').nullOr((ceilings) => ceilings.at('fmaGflops').count('GFLOP/s'));
  report.at('rows').list().forEach(checkRow);
  return value as Report;
}
