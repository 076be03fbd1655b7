import { describe, expect, it } from 'vitest';
import {
  formatBound,
  formatCell,
  formatLoss,
  formatNumber,
  formatChange,
  formatPercent,
  formatShort,
} from '../../src/elements/text/format';
import { branchLines, historyLines } from '../../src/elements/time/historyLines';
import type { History } from '../../src/train/history';
import { moveCell } from '../../src/elements/pointed';

describe('numbers as text', () => {
  it('keep two or three digits and a true minus', () => {
    expect([0.217, -0.004, -1.5, 12.34, -123.4, 0].map(formatNumber)).toEqual([
      '0.22',
      '−0.0040',
      '−1.50',
      '12.3',
      '−123',
      '0.00',
    ]);
    expect([NaN, Infinity, -Infinity].map(formatNumber)).toEqual(['NaN', '∞', '−∞']);
  });
  it('are short in cells', () => {
    expect([0.42, -0.31, 1, 0.01, -0.01, 12.3, -999123].map(formatCell)).toEqual([
      '.42',
      '−.31',
      '1.0',
      '.010',
      '−.010',
      '12',
      '−1.0e6',
    ]);
  });
  it('name ranges, rates and parts', () => {
    expect([4.2, 0.5, 5e6].map(formatBound)).toEqual(['4.2', '0.5', '5e6']);
    expect([0.001, 0.00012, 1e6].map(formatShort)).toEqual(['0.001', '1.2e-4', '1.0e6']);
    expect([0.0523, 0.5981, 2.3].map(formatLoss)).toEqual(['0.0523', '0.598', '2.300']);
    expect([formatPercent(0.9841, 2), formatPercent(NaN)]).toEqual(['98.41 %', '–']);
  });
});

describe('lines of a chart', () => {
  const run = (step: number[], loss: number): History => ({
    ...{ step, loss: step.map(() => loss), accuracy: step.map(() => 0.5) },
    ...{ testStep: [2], testAccuracy: [0.4] },
  });
  it('are the columns of a run, with the accuracy on validation pictures where they are evaluated', () => {
    const history = run([1, 2, 4], 3);
    const { step, loss, accuracy, testStep, testAccuracy } = history;
    const lines = [
      [step, loss],
      [step, accuracy],
      [testStep, testAccuracy],
    ];
    expect(historyLines(history)).toEqual([...lines, [[], []]]);
    const validation = [
      { step: 2, loss: 1, accuracy: 0.7 },
      { step: 5, loss: 1, accuracy: 0.8 },
    ];
    expect(historyLines({ ...history, validation })[3]).toEqual([
      [2, 5],
      [0.7, 0.8],
    ]);
  });
  it('of a run that was left behind begin at the step that training went back to', () => {
    expect(branchLines(run([1, 2, 3, 4], 9), 3)).toEqual([
      [
        [3, 4],
        [9, 9],
      ],
      [
        [3, 4],
        [0.5, 0.5],
      ],
      [[], []],
    ]);
  });
});

describe('keys on a map', () => {
  it('move the cell within the map, and change the map', () => {
    const from = [0, 13, 2];
    const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];
    expect(keys.map((key) => moveCell(key, from, [14, 14, 3]))).toEqual([
      [0, 13, 2],
      [1, 13, 2],
      [0, 12, 2],
      [0, 13, 2],
      [0, 0, 2],
      [0, 13, 2],
      [0, 13, 1],
      [0, 13, 2],
    ]);
  });
  it('move through units, and leave other keys alone', () => {
    expect(
      ['ArrowDown', 'PageDown', 'Home', 'End', 'Tab', 'a'].map((key) => moveCell(key, [4], [10])),
    ).toEqual([[5], [9], [0], [9], null, null]);
  });
});

describe('a change as text', () => {
  it('has its sign, and none where nothing is left of it', () => {
    const percent = (part: number): string => formatPercent(part);
    expect([0.34, -0.34, 0.001, -0, NaN].map((value) => formatChange(value))).toEqual([
      '+0.34',
      '−0.34',
      '+0.0010',
      '0.00',
      'NaN',
    ]);
    expect([0.395, -0.098, -0.0001].map((value) => formatChange(value, percent))).toEqual([
      '+39.5 %',
      '−9.8 %',
      '0.0 %',
    ]);
  });
});
