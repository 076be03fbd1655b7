// The lines of a plain shader that are at work at each beat of a walk, found in the text as it is, and after an edit.

import { describe, expect, it } from 'vitest';
import averagePool from '../../shaders/plain/average_pool_forward.wgsl?raw';
import conv2d from '../../shaders/plain/conv2d_forward.wgsl?raw';
import dense from '../../shaders/plain/dense_forward.wgsl?raw';
import maxPool from '../../shaders/plain/max_pool_forward.wgsl?raw';
import { computedLines, type ComputedBeat } from '../../src/elements/shader/computedLines';

const at = (text: string, beat: ComputedBeat): string[] =>
  computedLines(text, beat).map((line) => text.split('\n')[line - 1]?.trim() ?? '');

describe('the lines at work', () => {
  it('of a convolution: products, bias, store', () => {
    expect(at(conv2d, { kind: 'part' })).toEqual([expect.stringMatching(/^sum \+= x\[.*weight\[/)]);
    expect(at(conv2d, { kind: 'rest' })).toEqual(at(conv2d, { kind: 'part' }));
    expect(at(conv2d, { kind: 'bias' })).toEqual(['if (USE_BIAS) { sum = bias[k]; }']);
    expect(at(conv2d, { kind: 'result' })).toEqual(['y[index] = activate(sum);']);
    expect(at(conv2d, { kind: 'window' })).toHaveLength(2);
  });

  it('of max pooling: the comparison, and what is kept of it', () => {
    const compared = expect.stringMatching(/^if \(.*v > best/) as string;
    expect(at(maxPool, { kind: 'compare', taken: false })).toEqual([compared]);
    expect(at(maxPool, { kind: 'compare', taken: true })).toEqual([compared, 'best = v;']);
    expect(at(maxPool, { kind: 'result' })).toEqual(['y[index] = best;']);
  });

  it('of average pooling: the sum, and the quotient', () => {
    expect(at(averagePool, { kind: 'gather' })).toEqual([expect.stringMatching(/^sum \+= x\[/)]);
    expect(at(averagePool, { kind: 'divide' })).toEqual(['y[index] = sum / taps;']);
  });

  it('of a dense layer; the softmax behind it is another shader', () => {
    expect(at(dense, { kind: 'part' })).toEqual([expect.stringMatching(/^sum \+= x\[/)]);
    expect(at(dense, { kind: 'exponential' })).toEqual([]);
    expect(at(dense, { kind: 'quotient' })).toEqual([]);
  });

  it('are found after an edit, and not in comments', () => {
    const edited = maxPool.replace('best = v;', 'best = min(v, best); // y[0] = sum += x[1]');
    expect(at(edited, { kind: 'compare', taken: true })[0]).toContain('best = min(v, best);');
    expect(at(edited, { kind: 'result' })).toEqual(['y[index] = best;']);
    expect(computedLines('', { kind: 'result' })).toEqual([]);
    expect(computedLines('fn main() {}', { kind: 'part' })).toEqual([]);
  });
});
