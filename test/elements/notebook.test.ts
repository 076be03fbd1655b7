// What the notebook shows of its runs: names, warnings, curves as a figure, and tables for other programs.

import { describe, expect, it } from 'vitest';
import { figureSvg, type FigureItem } from '../../src/draw/figure';
import {
  MAX_DRAWN,
  RUN_COLOURS,
  curvesFigure,
  niceStep,
  smoothed,
  type CurvesScene,
} from '../../src/elements/notebook/curvesFigure';
import { DrawnRuns } from '../../src/elements/notebook/drawnRuns';
import { compareRuns } from '../../src/elements/notebook/runTitle';
import { defineNetwork, type NetworkConfig } from '../../src/models/network';
import { curvesCsv, tableCsv } from '../../src/session/notebook/csv';
import type { NotebookRun } from '../../src/session/notebook/notebookRun';

const networkOf = (kernelSize = 3): NetworkConfig =>
  defineNetwork({
    name: 'lenet5',
    input: [8, 8, 1],
    layers: [
      { name: 'conv1', kind: 'conv2d', options: { filters: 2, kernelSize, padding: 'same' } },
      { name: 'flatten', kind: 'flatten' },
      { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
    ],
  }).toJSON();

function runOf(change: Partial<NotebookRun> = {}): NotebookRun {
  return {
    id: '1',
    addedAt: 1,
    network: networkOf(),
    settings: {
      ...{ network: 'lenet5', optimizer: 'adam', learningRate: 0.002, batchSize: 64, epochs: 5, seed: 1 },
    },
    data: { name: 'mnist' },
    history: {
      ...{ step: [1, 2, 3], loss: [2, 1, 0.5], accuracy: [0.25, 0.5, 1], stride: 1 },
      ...{ testStep: [2, 3], testAccuracy: [0.875, 0.75] },
    },
    ...{ step: 3, durationMs: 1500, parameters: 300, fromSeed: true, name: '', note: '' },
    ...change,
  };
}

describe('the name of a run', () => {
  const base = { run: runOf(), number: 1 };
  const named = (change: Partial<NotebookRun>, from = base): ReturnType<typeof compareRuns> =>
    compareRuns({ run: runOf({ id: '2', ...change }), number: 2 }, from);

  it('is its network and data for the first one', () => {
    expect(compareRuns(base, null)).toEqual({ title: 'LeNet-5, MNIST', warnings: [], hint: '' });
  });

  it('is the one setting that changed', () => {
    expect(named({ network: networkOf(5) })).toEqual({
      title: 'conv1.kernel_size 3 → 5',
      warnings: [],
      hint: '',
    });
    expect(named({ settings: { ...base.run.settings, optimizer: 'sgd' } }).title).toBe(
      'optimizer Adam → SGD',
    );
    expect(named({ rates: [{ step: 0, value: 0.01 }] }).title).toBe('learning_rate 0.002 → 0.01');
    const onTheWay = [
      { step: 0, value: 0.002 },
      { step: 41, value: 0.01 },
    ];
    expect(named({ rates: onTheWay }).title).toBe('learning_rate 0.002 → 0.01 from step 41');
  });

  it('warns where two settings changed', () => {
    const two = named({ network: networkOf(5), settings: { ...base.run.settings, batchSize: 32 } });
    expect(two.title).toBe('conv1.kernel_size 3 → 5, batch_size 64 → 32');
    expect(two.warnings).toEqual(['Two settings changed: one cannot say which one made the difference.']);
  });

  it('says that another seed shows how large chance is', () => {
    const seed = named({ settings: { ...base.run.settings, seed: 7 } });
    expect(seed.title).toBe('another seed (1 → 7)');
    expect(seed.warnings).toEqual([]);
    expect(seed.hint).toContain('how large chance is');
  });

  it('warns where one of both began with trained weights', () => {
    expect(named({ network: networkOf(5), fromSeed: false }).warnings).toHaveLength(1);
    expect(named({ fromSeed: true }, { run: runOf({ fromSeed: false }), number: 1 }).warnings).toHaveLength(
      1,
    );
    expect(named({ fromSeed: null }).warnings).toEqual([]);
  });

  it('is what the learner called it', () => {
    expect(named({ name: 'larger kernels', network: networkOf(5) }).title).toBe('larger kernels');
  });
});

describe('tables', () => {
  it('have one row for each run, quoted where a value needs it', () => {
    const run = runOf({ note: 'slow, "but" good' });
    const [head, row, end] = tableCsv([{ run, number: 1, title: 'LeNet-5, MNIST' }], () => 'MNIST').split(
      '\r\n',
    );
    expect(head).toBe(
      'run,name,network,data,parameters,steps,test_accuracy,best_test_accuracy,best_step,seconds,seed,optimizer,learning_rate,batch_size,epochs,note',
    );
    expect(row).toBe(
      '1,"LeNet-5, MNIST",lenet5,MNIST,300,3,0.75,0.875,2,1.5,1,adam,0.002,64,5,"slow, ""but"" good"',
    );
    expect(end).toBe('');
  });

  it('have all points of all curves, with what is not known left empty', () => {
    const run = runOf();
    const other = runOf({ history: { ...run.history, testStep: [4], testAccuracy: [0.5] } });
    const text = curvesCsv([
      { run, number: 1, title: 'a' },
      { run: other, number: 2, title: 'b' },
    ]);
    expect(text.split('\r\n')).toEqual([
      'run,name,step,loss,accuracy,test_accuracy',
      ...['1,a,1,2,0.25,', '1,a,2,1,0.5,0.875', '1,a,3,0.5,1,0.75'],
      ...['2,b,1,2,0.25,', '2,b,2,1,0.5,', '2,b,3,0.5,1,', '2,b,4,,,0.5'],
      '',
    ]);
  });
});

describe('the figure', () => {
  const scene = (width: number, legend = false): CurvesScene => ({
    runs: [1, 2].map((number) => ({
      number,
      title: `run <${number}>`,
      history: runOf().history,
      slot: number - 1,
    })),
    ...{ width, legend, margin: 0, colours: RUN_COLOURS.light },
    words: {
      title: 'Curves',
      step: 'step',
      noPoints: 'none',
      panels: { loss: 'L', accuracy: 'A', test: 'T' },
    },
    look: {
      ...{ background: '#fff', line: '#ddd', ink: '#000', muted: '#666' },
      fonts: { text: 'sans-serif', mono: 'monospace' },
    },
  });
  const curvesOf = (items: readonly FigureItem[], colour: string): (FigureItem & { kind: 'curve' })[] =>
    items.flatMap((item) => (item.kind === 'curve' && item.colour === colour ? [item] : []));

  it('has three panels beside or below each other, each with a line of every run', () => {
    const [wide, narrow] = [curvesFigure(scene(1000)), curvesFigure(scene(360))];
    expect(narrow.height).toBeCloseTo(3 * wide.height);
    for (const colour of RUN_COLOURS.light.slice(0, 2)) {
      expect(curvesOf(wide.items, colour)).toHaveLength(3);
      expect(curvesOf(narrow.items, colour)).toHaveLength(3);
    }
  });

  it('ends each line with the number of its run, and no two numbers on each other', () => {
    const { items } = curvesFigure(scene(1000));
    const ends = items.flatMap((item) => (item.kind === 'text' && item.outlined ? [item] : []));
    expect(ends.map(({ text }) => text)).toEqual(['1', '2', '1', '2', '1', '2']);
    for (const at of [0, 2, 4])
      expect(Math.abs((ends[at]?.y ?? 0) - (ends[at + 1]?.y ?? 0))).toBeGreaterThan(11);
  });

  it('draws a value at its height: the test accuracy between the tenths around all of them', () => {
    const { items } = curvesFigure(scene(1000));
    const [, , test] = curvesOf(items, RUN_COLOURS.light[0]);
    const label = (text: string): number =>
      items.flatMap((item) =>
        item.kind === 'text' && item.text === text && item.x > 660 ? [item.y - 3.5] : [],
      )[0] ?? NaN;
    const [low, high] = [label('70 %'), label('90 %')];
    const heights = test?.points.map(([, y]) => 0.7 + (0.2 * (low - y)) / (low - high)) ?? [];
    expect(heights).toEqual([expect.closeTo(0.875), expect.closeTo(0.75)]);
  });

  it('is SVG with text as text, a legend, and nothing of a name as markup', () => {
    const text = figureSvg(curvesFigure(scene(1000, true)));
    expect(text.match(/<polyline/g)?.length).toBeGreaterThanOrEqual(8);
    expect(text).toContain('>run &lt;1&gt;</text>');
    expect(text).not.toMatch(/<image|NaN|undefined/);
  });

  it('smooths over 20 steps, whatever the distance of the points, and thins', () => {
    expect(smoothed([1, 2, 3], [3, 1, 2], 1)).toEqual([
      [1, 3],
      [2, 2],
      [3, 2],
    ]);
    expect(smoothed([20, 40], [3, 1], 20)).toEqual([
      [20, 3],
      [40, 1],
    ]);
    const steps = Array.from({ length: 4000 }, (_, at) => at + 1);
    const values = steps.map((step) => step % 2);
    const long = smoothed(steps, values, 1);
    expect(long.length).toBeLessThanOrEqual(401);
    expect(long.at(-1)?.[0]).toBe(4000);
    expect(long.at(-1)?.[1]).toBeCloseTo(0.5);
  });

  it('has round ticks', () => {
    expect([niceStep(1, 5), niceStep(0.3, 5), niceStep(2.3, 5), niceStep(940, 4)]).toEqual([
      expect.closeTo(0.2),
      expect.closeTo(0.1),
      expect.closeTo(0.5),
      expect.closeTo(500),
    ]);
  });
});

describe('the runs that are drawn', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const drawn = (runs: DrawnRuns, all = ids): string => all.filter((id) => runs.slotOf(id) !== null).join('');

  it('are the newest, until the learner chooses', () => {
    const runs = new DrawnRuns(2);
    runs.follow(ids.slice(0, 3));
    expect(drawn(runs)).toBe('bc');
    runs.follow(ids);
    expect(drawn(runs)).toBe('cd');
    runs.set('c', false);
    runs.set('a', true);
    expect(drawn(runs)).toBe('ad');
    runs.follow([...ids, 'e']);
    expect(drawn(runs, [...ids, 'e'])).toBe('ad');
    runs.follow(['b', 'c', 'd', 'e']);
    expect(drawn(runs)).toBe('d');
    runs.follow([...ids, 'e']);
    expect(drawn(runs), 'one that was removed and is restored').toBe('ad');
  });

  it('keep their colours, each its own', () => {
    const runs = new DrawnRuns(MAX_DRAWN);
    runs.follow(ids);
    expect(ids.map((id) => runs.slotOf(id))).toEqual([0, 1, 2, 3]);
    runs.set('b', false);
    runs.follow(['a', 'b', 'c', 'd', 'e']);
    expect(['a', 'c', 'd', 'e'].map((id) => runs.slotOf(id))).toEqual([0, 2, 3, 1]);
    expect(new Set([...RUN_COLOURS.light, ...RUN_COLOURS.dark]).size).toBe(2 * MAX_DRAWN);
  });
});
