// Which block of sums an invocation makes: what holds for every shape and device, and some choices that can be explained.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlationBlock, sharing, weightGradientBlock } from '../../src/kernels/blocks';
import * as targetModule from '../../src/kernels/target';
import { CPU_TARGET, GPU_TARGET, SWIFTSHADER_TARGET, type KernelTarget } from '../../src/kernels/target';

const TARGETS = Object.entries(targetModule)
  .filter((entry): entry is [string, KernelTarget] => entry[0].endsWith('_TARGET'))
  .flatMap(([name, target]) =>
    [true, false].map((quads): [string, KernelTarget] => [
      `${name}, quads ${String(quads)}`,
      { ...target, quads },
    ]),
  );

type CorrelationShape = Parameters<typeof correlationBlock>[0];
type WeightShape = Parameters<typeof weightGradientBlock>[0];

const sliding = {
  multiplyAdds: fc.integer({ min: 1, max: 1e9 }),
  width: fc.integer({ min: 1, max: 300 }),
  inputWidth: fc.integer({ min: 1, max: 300 }),
  padLeft: fc.integer({ min: 0, max: 20 }),
  kernelWidth: fc.integer({ min: 1, max: 11 }),
  strideX: fc.integer({ min: 1, max: 4 }),
  dilationX: fc.integer({ min: 1, max: 4 }),
};
const channels = fc.integer({ min: 1, max: 600 });
const correlations: fc.Arbitrary<CorrelationShape> = fc.record({
  ...sliding,
  rows: fc.integer({ min: 1, max: 20_000 }),
  inputs: channels,
  outputs: channels,
});
const weightGradients: fc.Arbitrary<WeightShape> = fc.record({
  ...sliding,
  pairs: channels,
  filters: channels,
});

describe.each(TARGETS)('on %s', (_, target) => {
  it('a correlation never exceeds the register and body budgets of the device', () => {
    fc.assert(
      fc.property(correlations, (shape) => {
        const { columns, filters, inputs } = correlationBlock(shape, target);
        if (columns === 1 && filters === 4 && inputs === 1) return; // always allowed: something must be
        expect(columns * filters + inputs * shape.kernelWidth * filters).toBeLessThanOrEqual(
          target.correlation.registers,
        );
        if (columns < shape.width) {
          expect((columns * filters * shape.kernelWidth * inputs) / 4).toBeLessThanOrEqual(
            target.correlation.body,
          );
        }
      }),
    );
  });

  it('nor does a weight gradient', () => {
    fc.assert(
      fc.property(weightGradients, (shape) => {
        const { columns, filters, pairs } = weightGradientBlock(shape, target);
        if (columns === 1 && filters === 4 && pairs === 1) return;
        expect((pairs * shape.kernelWidth + columns) * filters).toBeLessThanOrEqual(
          target.weightGradient.registers,
        );
        expect((pairs * shape.kernelWidth * filters * columns) / 4).toBeLessThanOrEqual(
          target.weightGradient.body,
        );
      }),
    );
  });

  it('filters are a power of two, or all that there are, and columns are no more than a row has', () => {
    fc.assert(
      fc.property(correlations, weightGradients, (correlation, weightGradient) => {
        const blocks = [
          { ...correlationBlock(correlation, target), width: correlation.width, all: correlation.outputs },
          {
            ...weightGradientBlock(weightGradient, target),
            width: weightGradient.width,
            all: weightGradient.filters,
          },
        ];
        for (const { filters, columns, width, all } of blocks) {
          expect([4, 8, 16, all]).toContain(filters);
          expect(filters).toBeLessThanOrEqual(16);
          expect(filters % sharing(filters, target)).toBe(0);
          expect(columns).toBeGreaterThanOrEqual(1);
          expect(columns).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('a turn takes channels that come out even: no turn is cut short', () => {
    fc.assert(
      fc.property(correlations, (shape) => {
        expect(shape.inputs % correlationBlock(shape, target).inputs).toBe(0);
      }),
    );
  });

  it('the same shape gives the same block: a plan can be printed, compared and remembered', () => {
    fc.assert(
      fc.property(correlations, weightGradients, (correlation, weightGradient) => {
        expect(correlationBlock({ ...correlation }, { ...target })).toEqual(
          correlationBlock(correlation, target),
        );
        expect(weightGradientBlock({ ...weightGradient }, { ...target })).toEqual(
          weightGradientBlock(weightGradient, target),
        );
      }),
    );
  });
});

/** A layer deep in a network: enough of everything. */
const PLENTY: CorrelationShape = {
  multiplyAdds: 1e8,
  rows: 64 * 32,
  width: 32,
  inputWidth: 32,
  padLeft: 1,
  inputs: 32,
  outputs: 32,
  kernelWidth: 3,
  strideX: 1,
  dilationX: 1,
};
const sumsOf = ({ columns, filters }: { columns: number; filters: number }): number => columns * filters;

describe('what is chosen, and why', () => {
  it('one block spans a narrow row where it can: what meets nothing but padding is then left out', () => {
    const narrow = { ...PLENTY, width: 14, inputWidth: 10, kernelWidth: 5, padLeft: 4 };
    expect(correlationBlock(narrow, SWIFTSHADER_TARGET)).toMatchObject({ columns: 14, filters: 4 });
    expect(correlationBlock(narrow, CPU_TARGET).columns).toBe(14);
  });

  it.each(TARGETS)('%s: where there is plenty of work, loads serve several sums', (_, target) => {
    expect(sumsOf(correlationBlock(PLENTY, target))).toBeGreaterThan(4);
  });

  it('six filters, as in LeNet-5, get blocks of six, two invocations sharing the loads', () => {
    const first = {
      ...PLENTY,
      rows: 64 * 28,
      width: 28,
      inputWidth: 28,
      padLeft: 2,
      kernelWidth: 5,
      inputs: 1,
      outputs: 6,
    };
    expect(correlationBlock(first, SWIFTSHADER_TARGET)).toMatchObject({ columns: 7, filters: 6 });
    expect(correlationBlock(first, CPU_TARGET)).toMatchObject({ columns: 14, filters: 6 });
    expect([4, 6, 10, 16, 5].map((filters) => sharing(filters, CPU_TARGET))).toEqual([4, 2, 2, 4, 1]);
    expect(sharing(6, { ...CPU_TARGET, quads: false })).toBe(1);
  });

  it.each(TARGETS)('%s: four outputs get four filters; more would be thrown away', (_, target) => {
    expect(correlationBlock({ ...PLENTY, outputs: 4 }, target).filters).toBe(4);
    const { width, ...rest } = PLENTY;
    expect(weightGradientBlock({ ...rest, width, pairs: 96, filters: 4 }, target).filters).toBe(4);
  });

  it.each(TARGETS)('%s: a picture of one column gets one', (_, target) => {
    expect(correlationBlock({ ...PLENTY, width: 1 }, target).columns).toBe(1);
  });

  it('little work on a wide device is cut smaller: an idle invocation is worse than a load', () => {
    const little = { ...PLENTY, multiplyAdds: 1e5, rows: 4 };
    expect(sumsOf(correlationBlock(little, GPU_TARGET))).toBeLessThan(
      sumsOf(correlationBlock(PLENTY, GPU_TARGET)),
    );
  });

  it('little work gets a short body: it takes longer to compile than to run', () => {
    const bodyOf = (shape: CorrelationShape): number => {
      const { columns, filters, inputs } = correlationBlock(shape, CPU_TARGET);
      return (columns * filters * inputs * shape.kernelWidth) / 4;
    };
    expect(bodyOf({ ...PLENTY, multiplyAdds: 1e4 })).toBeLessThan(bodyOf(PLENTY));
  });

  it('the dearer a load, the more sums it serves', () => {
    const sumsAt = (loadCost: number): number =>
      sumsOf(correlationBlock(PLENTY, { ...CPU_TARGET, quads: false, loadCost }));
    expect(sumsAt(40)).toBeGreaterThanOrEqual(sumsAt(4));
    expect(sumsAt(4)).toBeGreaterThanOrEqual(sumsAt(0));
  });

  it('sums that are dear to carry have more done in each turn', () => {
    const inputsAt = (carryCost: number): number =>
      correlationBlock({ ...PLENTY, kernelWidth: 1 }, { ...CPU_TARGET, carryCost }).inputs;
    expect(inputsAt(100)).toBeGreaterThan(inputsAt(0));
  });

  it('where nothing fits, the smallest block is left', () => {
    const cramped = {
      ...CPU_TARGET,
      correlation: { registers: 1, body: 1 },
      weightGradient: { registers: 1, body: 1 },
    };
    expect(correlationBlock(PLENTY, cramped)).toEqual({ columns: 1, filters: 4, inputs: 1 });
    expect(weightGradientBlock({ ...PLENTY, pairs: 96, filters: 32 }, cramped)).toEqual({
      columns: 1,
      filters: 4,
      pairs: 1,
    });
  });
});
