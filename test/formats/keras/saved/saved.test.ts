// Models that Keras 3.16 saved, with Keras's own answers (make.py): each is read and computed on the GPU; what Convscope writes
// of it is read again as the same network. Layers that Convscope does not have are refused by name.
//
// Other archives of make.py are compared with SAVED=…/models.zip. WRITTEN=… keeps what Convscope writes, for check.py.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModel, writeModel } from '../../../../src/formats/formats';
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

const { SAVED, WRITTEN } = process.env;
const entries = unzipSync(readFileSync(SAVED ?? new URL('models.zip', import.meta.url)));
const expected = JSON.parse(new TextDecoder().decode(entries['expected.json'])) as Record<string, Expected>;

/** Not here, and what the error says instead. */
const REFUSED: Readonly<Record<string, string>> = {
  sparse_activations: "what Keras 3 computes as 'sparsemax' is not the function of that name",
};

/** Of the largest answer, or of 1. Keras computed some in a shorter type. */
const TOLERANCE: Readonly<Record<string, number>> = { mixed_bfloat: 1e-2, mixed_float16: 2e-3 };

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
});

async function read(name: string, bytes: Uint8Array): Promise<StoredModel> {
  const result = await readModel([{ name, bytes }]);
  if (result.kind !== 'model') throw new Error(`${name}: holds weights alone`);
  return result.model;
}

function keep(name: string, bytes: Uint8Array): void {
  if (WRITTEN === undefined) return;
  mkdirSync(WRITTEN, { recursive: true });
  writeFileSync(`${WRITTEN}/${name}`, bytes);
}

describe.each(Object.entries(expected))('%s', (name, { files, inputs, outputs }) => {
  const whole = Object.entries(files);
  const refusal = REFUSED[name];
  if (refusal !== undefined) {
    test.each(whole)('is refused by name: .%s', async (_, file) => {
      await expect(read(file, entries[file]!)).rejects.toThrow(refusal);
    });
    return;
  }

  test.each(whole)("gives Keras's answers: .%s", async (_, file) => {
    const { network: config, weights } = await read(file, entries[file]!);
    const network = await loadNetwork(config);
    const given = inputs.map(({ shape, values }) => ndArray(shape, values));
    const results = [...(await gpuOutputs(device, network, weights!, given)).values()];
    expect(results.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => shape));
    results.forEach(({ data }, i) => {
      const { values } = outputs[i]!;
      const scale = Math.max(1, ...values.map(Math.abs));
      const worst = Math.max(...values.map((value, k) => Math.abs(value - data[k]!)));
      expect(worst / scale).toBeLessThan(TOLERANCE[name] ?? 1e-5);
    });
  });

  test.skipIf(SAVED !== undefined)('is the same network, written and read again', async () => {
    const model = await read(files.keras!, entries[files.keras!]!);
    for (const format of ['keras', 'h5'] as const) {
      const [file] = (await writeModel(format, model)).files;
      keep(`${name}.${format}`, file!.bytes);
      const again = await read(`${name}.${format}`, file!.bytes);
      // Of attention that is used twice, first calls come before second ones.
      if (name !== 'shared_attention') expect(again.network.layers).toEqual(model.network.layers);
      expect(new Set(again.weights)).toEqual(new Set(model.weights));
    }
  });
});
