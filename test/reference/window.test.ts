import { describe, expect, test } from 'vitest';
import { outputLength, padBefore, slide, windowStart, type Padding } from '../../src/reference/window';
import { tf, window2d } from './oracles';

describe('window', () => {
  test('valid: how often the window fits', () => {
    expect(outputLength(5, 3, 1, 'valid', 1)).toBe(3);
    expect(outputLength(6, 3, 2, 'valid', 1)).toBe(2); // the last pixel is not reached
    expect(outputLength(5, 1, 3, 'valid', 1)).toBe(2); // stride > window
    expect(outputLength(5, 3, 1, 'valid', 2)).toBe(1); // 3 taps, 2 apart, reach over 5
    expect(windowStart(2, 7, 3, 2, 'valid', 1)).toBe(4);
  });

  test('same: the border is split evenly, an odd pixel goes to the end', () => {
    expect(outputLength(5, 3, 1, 'same', 1)).toBe(5);
    expect(padBefore(5, 3, 1, 'same', 1)).toBe(1); // 1 before, 1 after
    expect(padBefore(5, 2, 1, 'same', 1)).toBe(0); // 0 before, 1 after
    expect(outputLength(6, 3, 2, 'same', 1)).toBe(3);
    expect(padBefore(6, 3, 2, 'same', 1)).toBe(0); // windows at 0, 2, 4; one border pixel after the last
    expect(padBefore(7, 3, 2, 'same', 1)).toBe(1); // windows at −1, 1, 3, 5
    expect(windowStart(0, 7, 3, 2, 'same', 1)).toBe(-1);
    expect(padBefore(5, 3, 1, 'same', 2)).toBe(2);
    expect(padBefore(5, 1, 3, 'same', 1)).toBe(0); // stride > window: no border at all
  });

  test('taps outside the image are left out', () => {
    const sliding = slide(window2d(3, 1, 'same'), 4, 4);
    expect(sliding.taps(0, 0)).toEqual([
      { ky: 1, kx: 1, iy: 0, ix: 0 },
      { ky: 1, kx: 2, iy: 0, ix: 1 },
      { ky: 2, kx: 1, iy: 1, ix: 0 },
      { ky: 2, kx: 2, iy: 1, ix: 1 },
    ]);
    expect(sliding.taps(1, 2)).toHaveLength(9);
  });

  test('agrees with TensorFlow.js for all small sizes', () => {
    const paddings: Padding[] = ['valid', 'same'];
    for (const padding of paddings) {
      for (let input = 1; input <= 8; input++) {
        for (let size = 1; size <= 4; size++) {
          for (let stride = 1; stride <= 5; stride++) {
            for (let dilation = 1; dilation <= 3; dilation++) {
              if (padding === 'valid' && (size - 1) * dilation + 1 > input) continue;
              const info = tf.backend_util.computeConv2DInfo(
                [1, input, 1, 1],
                [size, 1, 1, 1],
                [stride, 1],
                [dilation, 1],
                padding,
              );
              const where = JSON.stringify({ padding, input, size, stride, dilation });
              expect(outputLength(input, size, stride, padding, dilation), where).toBe(info.outHeight);
              expect(padBefore(input, size, stride, padding, dilation), where).toBe(info.padInfo.top);
            }
          }
        }
      }
    }
  });

  test('refuses what cannot be', () => {
    expect(() => outputLength(4, 5, 1, 'valid', 1)).toThrow(
      "window: padding 'valid' needs an input of at least 5. Received 4",
    );
    expect(() => outputLength(4, 2, 0, 'same', 1)).toThrow(
      'window: stride needs to be a whole number of 1 or more. Received 0',
    );
    expect(() => outputLength(4, 2, 1, 'causal' as Padding, 1)).toThrow('Received causal');
  });
});
