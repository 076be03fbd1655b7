// What every layer's shaders promise, held against every case in its own file: the GPU computes what the f64 reference says,
// forward and backward. contract.test.ts has the rest of the contract.

import { beforeAll, describe, it } from 'vitest';
import { checkOptions } from '../../src/layers/options';
import { fusedActivation, referenceActivate } from '../../src/layers/shared/activated';
import { activationGradient } from '../../src/reference/activations';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';
import { expectLayer, runLayer } from '../support/layerRun';
import { DEFINITIONS } from './definitions';
import { INFERENCE, sample, TRAINING } from './sample';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

describe.each(DEFINITIONS)('%s', (_, definition) => {
  describe.each(definition.cases.map((c) => [c.title, c] as const))(
    '%s',
    (_title, { options: given, inputs: shapes, batch, range }) => {
      const options = checkOptions(definition.kind, definition.options, given);
      const { inputs, parameters, dy } = sample(definition, options, shapes, batch, range);

      it.each([
        ['training', TRAINING],
        ['inference', INFERENCE],
      ])('computes on the GPU what the reference says, forward and backward (%s)', async (_mode, mode) => {
        const numbers = { inputs, parameters, dy, mode };
        const run = await runLayer(device, definition, options, numbers);
        expectLayer(run, definition, options, numbers);
      });

      if (definition.fusesInputActivation) {
        // One without a parameter everywhere, those with one once a layer.
        const kinds =
          given === definition.cases[0]?.options
            ? (['relu', 'elu', 'leakyRelu'] as const)
            : (['relu'] as const);
        it.each(kinds)('undoes the activation of the layer before where it says so: %s', async (kind) => {
          // x is what that activation made: a ReLU leaves no negative numbers.
          const activated = inputs.map((x) => referenceActivate(kind, x));
          const run = await runLayer(device, definition, options, {
            inputs: activated,
            parameters,
            dy,
            mode: TRAINING,
            inputActivation: fusedActivation(kind),
          });
          const expected = definition.reference.backward(options, activated, parameters, dy, TRAINING);
          run.dInputs.forEach((dx, i) => {
            const dSum = activationGradient(
              kind,
              activated[i]!,
              expected.inputs[i]!,
              fusedActivation(kind).alpha,
            );
            expectClose(dx!, dSum, `dx${i}`);
          });
        });
      }
    },
  );
});
