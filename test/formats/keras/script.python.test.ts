// A written script, run in Keras as it is: it trains from our weights, and what it learned opens here.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonWith } from '../../../scripts/python.mjs';
import { fitWeights } from '../../../src/formats/fitWeights';
import { readModel } from '../../../src/formats/formats';
import { writeKerasWeights } from '../../../src/formats/hdf5/kerasHdf5';
import { USUAL_SETTINGS, writeCode } from '../../../src/formats/keras/code/write';
import { lenet5 } from '../../../src/models/lenet';
import { defineNetwork } from '../../../src/models/network';
import { softmaxForward } from '../../../src/reference/activations';
import { ndArray } from '../../../src/reference/ndArray';
import { answersOf, largestError } from '../../support/networkReference';
import { randomWeights } from '../../../src/fuzz/randomNetworks';

const PYTHON = pythonWith('torch', 'keras', 'h5py');

describe.skipIf(PYTHON === undefined)('in Keras, on its PyTorch backend', () => {
  test('LeNet goes on from our weights, and comes back with the same answers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'convscope-keras-'));
    const at = (name: string): string => join(folder, name);
    try {
      const network = defineNetwork(lenet5);
      const model = { network: network.toJSON(), weights: randomWeights(network, 5), remarks: [] };
      writeFileSync(
        at('train.py'),
        writeCode(model.network, { ...USUAL_SETTINGS, batchSize: 16, epochs: 3 }),
      );
      writeFileSync(at('start.weights.h5'), await writeKerasWeights(model, 'keras3'));
      const args = [join(import.meta.dirname, 'script/run.py'), at('train.py')];
      const printed = execFileSync(PYTHON!, [...args, at('start.weights.h5'), at('trained.weights.h5')], {
        encoding: 'utf8',
        env: { ...process.env, KERAS_BACKEND: 'torch' },
      });
      const { losses, x, y } = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, number[]>;
      expect(losses).toHaveLength(3);
      expect(losses![2]!).toBeLessThan(losses![0]!);
      const read = await readModel([
        { name: 'trained.weights.h5', bytes: readFileSync(at('trained.weights.h5')) },
      ]);
      if (read.kind !== 'weights') throw new Error(`weights are expected. Received ${read.kind}`);
      const { weights } = fitWeights(network, read.groups);
      const answers = answersOf(network, weights, ndArray([4, 28, 28, 1], x));
      expect(largestError([...softmaxForward(ndArray([4, 10], answers)).data], y!)).toBeLessThan(1e-4);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
