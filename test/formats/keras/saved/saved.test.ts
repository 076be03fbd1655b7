// Models that Keras 3.16 saved, with Keras's own answers (make.py): each is read and computed on the GPU; what we write of it
// is read again and gives the same bits.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { unzipSync } from 'fflate';
import { readModel } from '../../../../src/formats/formats';
import type { StoredModel } from '../../../../src/formats/storedModel';
import { loadNetwork } from '../../../../src/models/network';
import { ndArray } from '../../../../src/reference/ndArray';
import { testDevice } from '../../../support/device';
import { gpuOutputs } from '../../../support/networkRun';

interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Expected {
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
}

const entries = unzipSync(readFileSync(process.env.SAVED ?? new URL('models.zip', import.meta.url)));
const expected = JSON.parse(new TextDecoder().decode(entries['expected.json'])) as Record<string, Expected>;

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function read(file: string): Promise<StoredModel> {
  const result = await readModel([{ name: file, bytes: entries[file]! }]);
  if (!('model' in result)) throw new Error('no model');
  return result.model;
}

describe.each(Object.entries(expected))('%s', (name, { files, inputs, outputs }) => {
  test.each(Object.entries(files).filter(([kind]) => kind !== 'weights'))("gives Keras's answers: %s", async (_, file) => {
    const { network: config, weights } = await read(file);
    const network = await loadNetwork(config);
    const given = inputs.map(({ shape, values }) => ndArray(shape, values));
    const results = [...(await gpuOutputs(device, network, weights!, given)).values()];
    expect(results.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => shape));
    results.forEach(({ data }, i) => {
      const scale = Math.max(1, ...outputs[i]!.values.map(Math.abs));
      const worst = Math.max(...outputs[i]!.values.map((value, k) => Math.abs(value - data[k]!)));
      expect(worst / scale).toBeLessThan(1e-5);
    });
  });
});
