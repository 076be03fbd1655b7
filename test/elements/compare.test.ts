// The sums that the Compare view writes out are those of the reference, for every window that fits.

import { describe, expect, it } from 'vitest';
import { axisOf, outputSum, windowAt, windowOver } from '../../src/elements/compare/poolGeometry';
import { kerasName, twinNames } from '../../src/elements/compare/twinNames';
import { outputLength, padBefore, windowStart } from '../../src/reference/window';

describe('the geometry of a pooling', () => {
  it('is the reference’s, with padding on both sides and what no window reads', () => {
    for (let n = 1; n <= 12; n++) {
      for (let poolSize = 1; poolSize <= 6; poolSize++) {
        for (let strides = 1; strides <= 6; strides++) {
          for (const padding of ['valid', 'same'] as const) {
            if (padding === 'valid' && poolSize > n) continue;
            const settings = { poolSize, strides, padding };
            const output = outputLength(n, poolSize, strides, padding, 1);
            const axis = axisOf(n, output, settings);
            const name = `${n} cells, ${JSON.stringify(settings)}`;
            expect(axis.before, name).toBe(padBefore(n, poolSize, strides, padding, 1));
            for (let at = 0; at < output; at++)
              expect(windowAt(at, axis, settings)[0], name).toBe(
                windowStart(at, n, poolSize, strides, padding, 1),
              );
            const end = windowAt(output - 1, axis, settings)[1];
            expect(axis.after, name).toBe(padding === 'same' ? Math.max(0, end - n) : 0);
            expect(axis.unread, name).toBe(Math.max(0, n - end));
            // From a cell to its window and back, wherever windows do not leave gaps.
            if (strides <= poolSize && padding === 'valid')
              for (let cell = 0; cell < end; cell++) {
                const [from, to] = windowAt(windowOver(cell, axis, settings), axis, settings);
                expect(from <= cell && cell < to, `${name}, cell ${cell}`).toBe(true);
              }
          }
        }
      }
    }
  });

  it('is written out as Keras computes it', () => {
    expect(outputSum(28, { poolSize: 2, strides: 2, padding: 'valid' })).toBe('⌊(28 − 2) / 2⌋ + 1');
    expect(outputSum(28, { poolSize: 3, strides: 2, padding: 'same' })).toBe('⌈28 / 2⌉');
  });
});

describe('the names of twins', () => {
  it('are the classes, or layer, option and value in Keras’s spelling', () => {
    const pool = {
      className: 'MaxPooling2D',
      option: null,
      first: 'MaxPooling2D',
      second: 'AveragePooling2D',
    };
    expect(
      twinNames([
        { ...pool, layer: 'pool1' },
        { ...pool, layer: 'pool2' },
      ]),
    ).toEqual(['MaxPooling2D', 'AveragePooling2D']);
    const kernel = {
      layer: 'conv1',
      className: 'Conv2D',
      option: 'kernelSize',
      first: [5, 5],
      second: [3, 3],
    };
    expect(twinNames([kernel])).toEqual(['conv1 kernel_size 5×5', 'conv1 kernel_size 3×3']);
    expect(kerasName('useBias')).toBe('use_bias');
  });
});
