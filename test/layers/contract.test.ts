// What every layer promises of itself, held against every case in its own file; contract.gpu.test.ts is about its shaders:
// its shape rule tells the truth; the reference gradient is the slope of the reference; the explanation reads exactly what
// the output depends on; options survive a file.

import { describe, expect, it } from 'vitest';
import type { Term, Window } from '../../src/layers/layer';
import { checkOptions, type LayerActivation } from '../../src/layers/options';
import { referenceActivate } from '../../src/layers/shared/activated';
import { ndArray, strides, zip, type NdArray } from '../../src/reference/ndArray';
import { relativeError } from '../support/compare';
import { DEFINITIONS } from './definitions';
import { INFERENCE, sample, TRAINING } from './sample';

/** The element of an array of one picture, batch axis left out; zero outside, where the padding is. */
function element(x: NdArray, index: readonly number[]): number {
  const shape = x.shape.slice(1);
  if (index.some((i, axis) => i < 0 || i >= (shape[axis] ?? 0))) return 0;
  const steps = strides(x.shape).slice(1);
  return x.data[index.reduce((sum, i, axis) => sum + i * steps[axis]!, 0)]!;
}

function inWindow(window: Window, index: readonly number[]): boolean {
  return index.every((i, axis) => {
    const [start, end, every] = [window.start[axis]!, window.end[axis]!, window.every[axis]!];
    return i >= start && i < end && (i - start) % every === 0;
  });
}

function unravel(flat: number, shape: readonly number[]): number[] {
  const steps = strides(shape);
  return shape.map((length, axis) => Math.floor(flat / steps[axis]!) % length);
}

describe.each(DEFINITIONS)('%s', (_, definition) => {
  it('has at least four cases', () => {
    expect(definition.cases.length).toBeGreaterThanOrEqual(4);
  });

  describe.each(definition.cases.map((c) => [c.title, c] as const))(
    '%s',
    (_title, { options: given, inputs: shapes, batch, range }) => {
      const options = checkOptions(definition.kind, definition.options, given);
      const { inputs, parameters, dy } = sample(definition, options, shapes, batch, range);

      it('infers the shape that the reference makes', () => {
        const y = definition.reference.forward(options, inputs, parameters, INFERENCE);
        expect(definition.outputShape(options, shapes)).toEqual(y.shape.slice(1));
      });

      it('has the gradient that is the slope of its reference', () => {
        const loss = (xs: readonly NdArray[], ps: Readonly<Record<string, NdArray>>): number =>
          zip(definition.reference.forward(options, xs, ps, TRAINING), dy, (a, b) => a * b).data.reduce(
            (a, b) => a + b,
            0,
          );
        const slope = (array: NdArray, i: number): number => {
          const [before, epsilon] = [array.data[i]!, 1e-5];
          array.data[i] = before + epsilon;
          const above = loss(inputs, parameters);
          array.data[i] = before - epsilon;
          const below = loss(inputs, parameters);
          array.data[i] = before;
          return (above - below) / (2 * epsilon);
        };
        const expected = definition.reference.backward(options, inputs, parameters, dy, TRAINING);
        const trained = definition.parameters(options, shapes).filter((spec) => spec.trained);
        const pairs = [
          ...inputs.map((x, i) => [x, expected.inputs[i]!] as const),
          ...trained.map(({ name }) => [parameters[name]!, expected.parameters[name]!] as const),
        ];
        for (const [array, gradient] of pairs) {
          const stride = Math.max(1, Math.floor(array.data.length / 24));
          const places = Array.from({ length: Math.ceil(array.data.length / stride) }, (__, i) => i * stride);
          expect(
            relativeError(
              places.map((i) => slope(array, i)),
              places.map((i) => gradient.data[i]!),
            ),
          ).toBeLessThanOrEqual(1e-4);
        }
      });

      it('explains each number by exactly the inputs it depends on', () => {
        const output = definition.outputShape(options, shapes);
        const one = inputs.map((x, i) => ndArray([1, ...shapes[i]!], x.data.slice(0, x.data.length / batch)));
        const before = definition.reference.forward(options, one, parameters, INFERENCE);
        const count = before.data.length;
        const watched = [...new Set([0, Math.floor(count / 3), Math.floor(count / 2), count - 1])];
        const touched = watched.map(() => one.map(() => new Set<number>()));
        one.forEach((x, i) => {
          for (let at = 0; at < x.data.length; at++) {
            // A large push both ways: a maximum answers only when the pushed number wins or loses.
            for (const push of [37, -37]) {
              const value = x.data[at]!;
              x.data[at] = value + push;
              const after = definition.reference.forward(options, one, parameters, INFERENCE);
              x.data[at] = value;
              watched.forEach((index, w) => {
                if (after.data[index] !== before.data[index]) touched[w]![i]!.add(at);
              });
            }
          }
        });
        watched.forEach((flat, w) => {
          const windows = definition.explain.windows(options, shapes, unravel(flat, output));
          one.forEach((_x, i) => {
            const shape = shapes[i]!;
            const size = shape.reduce((a, b) => a * b, 1);
            const said = Array.from({ length: size }, (__, at) => at).filter((at) =>
              windows.some((window) => window.input === i && inWindow(window, unravel(at, shape))),
            );
            // An activation may be flat where a push lands (ReLU off on both sides), so a watched number may answer to fewer.
            const felt = [...touched[w]![i]!].sort((a, b) => a - b);
            if ((options.activation ?? 'linear') === 'linear')
              expect(said, `output ${flat}, input ${i}`).toEqual(felt);
            else expect(said, `output ${flat}, input ${i}`).toEqual(expect.arrayContaining(felt));
          });
        });
      });

      if (definition.explain.rule !== 'other') {
        it('explains each number by terms that add up to it', () => {
          const output = definition.outputShape(options, shapes);
          const y = definition.reference.forward(options, inputs, parameters, INFERENCE);
          const count = y.data.length / batch;
          for (const flat of new Set([0, Math.floor(count / 2), count - 1])) {
            const index = unravel(flat, output);
            const values = definition.explain
              .terms(options, shapes, index)
              .map(({ input, at, factor }: Term) => {
                const x = element(inputs[input]!, at);
                const parameter = factor === undefined ? null : parameters[factor.parameter]!;
                return parameter === null
                  ? x
                  : x * element(ndArray([1, ...parameter.shape], parameter.data), factor!.at);
              });
            const combined = {
              sum: () =>
                values.reduce((a, b) => a + b, 0) +
                (parameters.bias === undefined ? 0 : parameters.bias.data[index.at(-1)!]!),
              max: () => Math.max(...values),
              mean: () => values.reduce((a, b) => a + b, 0) / values.length,
              other: () => NaN,
            }[definition.explain.rule]();
            const activated = referenceActivate(
              (options.activation ?? 'linear') as LayerActivation,
              ndArray([1], [combined]),
            );
            expect(activated.data[0]).toBeCloseTo(y.data[flat]!, 9);
          }
        });
      }

      it('keeps its options through a file', () => {
        expect(
          checkOptions(
            definition.kind,
            definition.options,
            JSON.parse(JSON.stringify(options)) as Record<string, unknown>,
          ),
        ).toEqual(options);
      });
    },
  );
});
