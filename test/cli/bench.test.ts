import { expect, test } from 'vitest';
import { significant, table } from '../../src/bench/markdown';
import { scalingSvg } from '../../src/bench/plot';
import { readBenchOptions } from '../../src/cli/benchOptions';
import { UsageError } from '../../src/cli/options';

test('without options every suite runs in Node, and drawing only where there is a page', () => {
  expect(readBenchOptions([])).toMatchObject({
    suites: ['lenet', 'cifar', 'ops', 'infer', 'scaling'],
    engines: null,
    where: 'node',
    rounds: 7,
    quick: false,
    tune: true,
    json: false,
    markdown: null,
  });
  expect(readBenchOptions(['--where', 'chromium'])?.suites).toContain('draw');
  expect(readBenchOptions(['--quick'])?.suites).toEqual(['lenet', 'ops', 'infer']);
  expect(readBenchOptions(['--help'])).toBeNull();
});

test('options are read', () => {
  expect(
    readBenchOptions(['--suite', 'ops,lenet', '--engines', 'jax,ours', '--quick', '--json']),
  ).toMatchObject({
    suites: ['lenet', 'ops'],
    engines: ['ours', 'jax'],
    quick: true,
    rounds: 3,
    json: true,
  });
  expect(readBenchOptions(['--no-tune'])?.tune).toBe(false);
  expect(readBenchOptions(['--shapes', '1x8x8x1->2k3,1x8x8x2->2k5'])).toMatchObject({
    suites: ['ops'],
    shapes: ['1x8x8x1->2k3', '1x8x8x2->2k5'],
  });
});

test.each([
  [['--suite', 'alexnet'], '--suite takes lenet, cifar, ops, infer, scaling, draw'],
  [['--engines', 'torch'], '--engines takes ours, jax, tfjs, tfjs-cpu'],
  [['--where', 'firefox'], '--where must be node or chromium'],
  [['--rounds', '0'], '--rounds must be a whole number'],
  [['--shapes', '8x8'], 'an operation is written'],
  [['--fast'], '--fast'],
])('%j is refused', (argv, message) => {
  expect(() => readBenchOptions(argv)).toThrow(UsageError);
  expect(() => readBenchOptions(argv)).toThrow(message);
});

test('numbers keep three digits that count', () => {
  expect([12.345, 1234.5, 0.012345, 0, NaN].map((value) => significant(value))).toEqual([
    '12.3',
    '1235',
    '0.0123',
    '0',
    '–',
  ]);
});

test('a table is Markdown, whatever stands in its cells', () => {
  expect(table(['a', 'b'], [['x|y', '1\n2']])).toBe('| a | b |\n|---|---:|\n| x\\|y | 1 2 |');
});

test('the plot has a panel a series and a mark a point', () => {
  const timing = (median: number) => ({
    median,
    q1: median,
    q3: median,
    min: median,
    max: median,
    count: 1,
    runsPerSample: 1,
  });
  const svg = scalingSvg([
    {
      title: 'steps & <batch>',
      axis: 'batch',
      points: [16, 32].map((batch) => ({ batch, channels: 1, timing: timing(batch) })),
    },
  ]);
  expect(svg).toContain('steps &amp; &lt;batch&gt;');
  expect(svg.match(/<circle/g)).toHaveLength(2);
  // Twice the batch takes twice as long: the same cost a picture, so a flat line, at 46 + (1 − 1/1.15) · 150.
  const heights = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, height]) => height);
  expect(heights).toEqual(['65.6', '65.6']);
  // So is the curve, that of a straight line without a fixed part.
  const curve = /points="([^"]+)"/.exec(svg)?.[1]?.split(' ') ?? [];
  expect(new Set(curve.map((point) => point.split(',')[1]))).toEqual(new Set(['65.6']));
});
