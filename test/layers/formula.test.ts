// The formula that a layer with a sliding window explains itself with reads what the layer reads: index by index, with
// its strides, dilation and padding.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/layers/options';
import { LAYERS, layerDefinition } from '../../src/layers/all';

type Index = readonly number[];

interface Operand {
  readonly text: string;
  /** Where it lies for an output [i, j] and a tap [a, b]. */
  at(i: number, j: number, a: number, b: number): Index;
}

function operandOf(formula: string): Operand {
  const [text = '', row = '', column = ''] = /x\[([^,]+), ([^,]+), [^\]]*c\]/.exec(formula) ?? [];
  const plain = (side: string): string => side.replaceAll('·', '*').replaceAll('−', '-');
  // oxlint-disable-next-line typescript/no-implied-eval -- the formula is read by another reader than wrote it
  const read = new Function('i', 'j', 'a', 'b', `return [${plain(row)}, ${plain(column)}]`);
  return { text, at: read as (i: number, j: number, a: number, b: number) => Index };
}

const formulaOf = (kind: string, given: Readonly<Record<string, unknown>>, input: Index): string => {
  const { options, explain } = layerDefinition(kind);
  return explain.formula(checkOptions(kind, options, given), [input]);
};

describe('the formula of a sliding window', () => {
  it.each([
    ['conv2d', { filters: 6, kernelSize: 5 }, 'x[i+a, j+b, c]'],
    ['conv2d', { filters: 6, kernelSize: 5, padding: 'same' }, 'x[i+a−2, j+b−2, c]'],
    ['conv2d', { filters: 6, kernelSize: 3, strides: 2, padding: 'same' }, 'x[i·2+a, j·2+b, c]'],
    ['conv2d', { filters: 6, kernelSize: 3, dilationRate: 2, padding: 'same' }, 'x[i+a·2−2, j+b·2−2, c]'],
    ['conv2d', { filters: 6, kernelSize: [1, 5], padding: 'same' }, 'x[i+a, j+b−2, c]'],
    ['depthwiseConv2d', { kernelSize: 3, padding: 'same' }, 'x[i+a−1, j+b−1, c]'],
    ['maxPooling2d', { poolSize: 3, strides: 1, padding: 'same' }, 'x[i+a−1, j+b−1, c]'],
    ['averagePooling2d', { poolSize: 2 }, 'x[i·2+a, j·2+b, c]'],
  ])('%s %j reads %s', (kind, options, operand) => {
    expect(operandOf(formulaOf(kind, options, [28, 28, 1])).text).toBe(operand);
  });

  const sliding = Object.keys(LAYERS).filter((kind) => layerDefinition(kind).explain.sliding !== undefined);
  it.each(sliding)('of %s gives the indices of its terms, for any options', (kind) => {
    const definition = layerDefinition(kind);
    const { options: table, explain } = definition;
    const side = fc.integer({ min: 1, max: 3 });
    const cell = fc.nat({ max: 99 });
    const arbitrary = fc.record({
      size: fc.tuple(side, fc.integer({ min: 1, max: 5 })),
      ...{ strides: fc.tuple(side, side), dilation: fc.tuple(side, side) },
      padding: fc.constantFrom('same', 'valid'),
      input: fc.tuple(fc.integer({ min: 13, max: 17 }), fc.integer({ min: 13, max: 17 }), side),
      ...{ i: cell, j: cell },
    });
    fc.assert(
      fc.property(arbitrary, ({ size, strides, dilation, padding, input: [height, width, maps], i, j }) => {
        const input = [height, width, 'groups' in table ? 2 * maps : maps] as const;
        // Keras takes strides or a dilation, not both.
        const spread = dilation.some((rate) => rate > 1);
        const given = {
          ...('poolSize' in table ? { poolSize: size } : { kernelSize: size }),
          ...('filters' in table ? { filters: 2 } : {}),
          ...('groups' in table ? { groups: 2 } : {}),
          ...('dilationRate' in table && spread ? { strides: 1, dilationRate: dilation } : { strides }),
          padding,
        };
        const options = checkOptions(kind, table, given);
        const [rows = 1, columns = 1] = definition.outputShape(options, [input]);
        const cellAt = [i % rows, j % columns, 0] as const;
        const operand = operandOf(explain.formula(options, [input]));
        const indices: string[] = [];
        for (let a = 0; a < size[0]; a++)
          for (let b = 0; b < size[1]; b++) indices.push(operand.at(cellAt[0], cellAt[1], a, b).join());
        const terms = explain.terms(options, [input], cellAt);
        const read = terms.map((term) => term.at.slice(0, 2).join());
        const inside = ([row = 0, column = 0]: Index): boolean =>
          row >= 0 && row < input[0] && column >= 0 && column < input[1];
        const wanted = terms.some(({ factor }) => factor !== undefined)
          ? indices
          : indices.filter((index) => inside(index.split(',').map(Number)));
        expect([...new Set(read)]).toEqual(wanted);
      }),
    );
  });
});
