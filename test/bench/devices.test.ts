// Reports of other people's devices: what is wrong in one is said with its place, and the table in the docs is that of the
// reports beside it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deviceTable } from '../../src/bench/deviceTable';
import { readReport, ReportError } from '../../src/bench/readReport';

const docs = join(import.meta.dirname, '../../docs');
const folder = join(docs, 'devices');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

const good = (): Record<string, unknown> => ({
  ...{
    date: '2026-11-28T12:00:00.000Z',
    device: 'ACME 9000',
    platform: 'Firefox 153',
    target: 'gpu-tiles',
    quick: true,
  },
  check: { numbers: 3192, largestError: 2e-7, wrong: [] },
  ceilings: { fmaGflops: 12000, loadsG: 900, copyGBs: 300, dispatchUs: 5, submitUs: 20 },
  rows: [
    {
      ...{ suite: 'lenet', title: 'lenet5 training step, batch 64', flops: 1e8, status: 'ok' },
      timings: { ours: { median: 2 }, jax: { median: 10 } },
    },
    {
      ...{ suite: 'ops', title: 'conv 3×3 32→32, 32², batch 32: forward', flops: 6e8, status: 'ok' },
      timings: { ours: { median: 0.5 } },
    },
  ],
});

describe('a report that is pasted in', () => {
  it('is read, and is a row of the table', () => {
    const table = deviceTable([readReport(JSON.stringify(good()), 'acme.json')]);
    expect(table.split('\n').at(-1)).toBe(
      '| ACME 9000 | Firefox 153 | 2026-11-28 | gpu-tiles | right (2e-7) | 2.00 | 5.00× | 1200 | 12000 |',
    );
  });

  it.each<[change: Record<string, unknown>, message: string]>([
    [
      { date: 'yesterday' },
      'acme.json: date: expected a date and time in UTC, 2026-11-28T12:00:00Z. Received "yesterday"',
    ],
    [{ device: '' }, 'acme.json: device: expected the name of the device. Received ""'],
    [
      { platform: undefined },
      'acme.json: platform: expected a browser or Node, with its version. Received nothing',
    ],
    [{ target: 3 }, 'acme.json: target: expected the name of a target. Received 3'],
    [{ quick: 'yes' }, 'acme.json: quick: expected true or false. Received "yes"'],
    [{ check: { numbers: -1 } }, 'acme.json: check.numbers: expected a number of numbers. Received -1'],
    [
      { check: { numbers: 1, largestError: null, wrong: [{}] } },
      'acme.json: check.wrong.0.layer: expected the name of a layer. Received nothing',
    ],
    [{ ceilings: 4 }, 'acme.json: ceilings: expected an object. Received 4'],
    [{ rows: {} }, 'acme.json: rows: expected a list. Received {}'],
    [
      { rows: [{ title: 'lenet5', status: 'fast', flops: 1, timings: {} }] },
      'acme.json: rows.0.status: expected ok, unchecked, failed or skipped. Received "fast"',
    ],
    [
      { rows: [{ title: 'lenet5', status: 'ok', flops: 1, timings: { ours: {} } }] },
      'acme.json: rows.0.timings.ours.median: expected milliseconds. Received nothing',
    ],
  ])('with %o is refused with its place', (change, message) => {
    const text = JSON.stringify({ ...good(), ...change });
    expect(() => readReport(text, 'acme.json')).toThrow(new ReportError(message));
  });

  it.each(['', '{', 'null', '[]', '"report"'])('%j is no report', (text) => {
    expect(() => readReport(text, 'acme.json')).toThrow(/^acme\.json: .*expected/);
  });
});

describe('docs/devices', () => {
  const reports = files.map((name) => readReport(readFileSync(join(folder, name), 'utf8'), name));

  it('holds at least the two software devices', () => {
    expect(reports.map(({ device }) => device).join()).toMatch(
      /SwiftShader.*llvmpipe|llvmpipe.*SwiftShader/i,
    );
  });

  it('is the table of docs/devices.md', () => {
    expect(readFileSync(join(docs, 'devices.md'), 'utf8'), 'npm run bench -- --devices').toContain(
      deviceTable(reports),
    );
  });
});
