// What the end of a run of all checks says of failed tests.

import { expect, test } from 'vitest';
import { playwrightFailures, vitestFailures } from '../../scripts/failures.mjs';

test('of unit tests: failed, passed at the second attempt, each with its message; a file that could not be loaded', () => {
  const failed = {
    status: 'failed',
    fullName: 'a sum is right',
    failureMessages: ['\u001B[31mexpected 4\u001B[0m\nat x'],
  };
  const passed = { status: 'passed', fullName: 'another' };
  const second = { status: 'passed', fullName: 'a rare one', failureMessages: ['too late'] };
  const testResults = [
    { name: 'sum.test.ts', status: 'failed', message: '', assertionResults: [failed, passed, second] },
    { name: 'broken.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    { name: 'good.test.ts', status: 'passed', message: '', assertionResults: [passed] },
  ];
  expect(vitestFailures({ testResults })).toEqual([
    'sum.test.ts: a sum is right\n    expected 4\n    at x',
    'sum.test.ts: a rare one (passed at the second attempt)\n    too late',
    'broken.test.ts\n    no such module',
  ]);
});

test('of end-to-end tests: failed, or passed at the second attempt, and errors outside of any', () => {
  const spec = (title: string, status: string) => ({
    title,
    file: 'a.e2e.ts',
    line: 3,
    tests: [{ status, results: [{ errors: [{ message: 'not there' }] }, {}] }],
  });
  const inner = { specs: [spec('is drawn', 'unexpected')] };
  const suites = [{ specs: [spec('opens', 'flaky'), spec('closes', 'expected')], suites: [inner] }];
  expect(playwrightFailures({ suites, errors: [{ message: 'no server' }] })).toEqual([
    'a.e2e.ts:3: opens (passed at the second attempt)\n    not there',
    'a.e2e.ts:3: is drawn\n    not there',
    'outside of any test\n    no server',
  ]);
});
