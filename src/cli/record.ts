// `npm run record`: trains LeNet-5 on MNIST and writes the instants that a browser without WebGPU is shown
// (datasets/recording/lenet5.json; its type is src/draw/recording.ts).

import { writeFile } from 'node:fs/promises';
import { readMnist } from '../../datasets/mnist/node';
import { uploadImages } from '../data/deviceDataset';
import { quantise, type Recording, type RecordedInstant, type RecordedTensor } from '../draw/recording';
import { readFloats } from '../gpu/readback';
import { requestGpuDevice } from '../gpu/requestDevice';
import { lenet5 } from '../models/lenet';
import { defineNetwork } from '../models/network';
import { widen, type Domain } from '../inspect/probe/colourDomain';
import { NetworkProbe } from '../inspect/probe/probe';
import { Trainer } from '../train/trainer';
import { printError } from './print';

/** Dense at first, where everything changes; then further and further apart. The last is two epochs. */
const STEPS = [0, 5, 15, 30, 60, 120, 250, 500, 938, 1876];
const FILE = new URL('../../datasets/recording/lenet5.json', import.meta.url);
const LABEL = 3;

export async function main(): Promise<number> {
  const [train, test] = [await readMnist('train'), await readMnist('test')];
  const { device } = await requestGpuDevice();
  const network = defineNetwork(lenet5);
  const trainer = await Trainer.create(device, {
    network,
    data: uploadImages(device, train),
    loss: 'sparseCategoricalCrossentropy',
    optimizer: { kind: 'adam' },
    batchSize: 64,
    seed: 1,
  });
  const evaluator = await trainer.evaluator(uploadImages(device, test), 128);
  const probe = await NetworkProbe.create(device, network, trainer.store);
  const size = test.height * test.width;
  const place = test.labels.indexOf(LABEL) * size;
  const picture = Float32Array.from(test.images.subarray(place, place + size), (value) => value / 255);
  probe.write(picture);

  // Everything is read first: the colours of a layer span the same range at every instant.
  const seen: {
    step: number;
    testAccuracy: number;
    activations: Float32Array[];
    kernels: (Float32Array | null)[];
  }[] = [];
  for await (const event of trainer.train({
    nextStop: (step) => STEPS.find((at) => at > step) ?? step,
    stopFirst: true,
    evaluate: () => evaluator.run(),
  })) {
    if (event.kind !== 'stop') continue;
    probe.run();
    const { step } = event;
    const accuracy = event.evaluation?.accuracy ?? NaN;
    const activations = await Promise.all(
      network.layers.map(({ name }) => readFloats(device, probe.activation(name))),
    );
    const kernels = await Promise.all(
      network.layers.map(({ name, definition }) => {
        const view = definition.kind === 'conv2d' ? probe.parameter(name, 'weight') : null;
        return view === null ? Promise.resolve(null) : readFloats(device, view);
      }),
    );
    seen.push({ step, testAccuracy: accuracy, activations, kernels });
    printError(`step ${step}: ${(accuracy * 100).toFixed(2)} %\n`);
  }
  const domains = network.layers.map((_, i) => ({
    activation:
      i === network.layers.length - 1
        ? ([0, 1] as const)
        : domainOf(seen.map(({ activations }) => activations[i])),
    kernel: symmetric(domainOf(seen.map(({ kernels }) => kernels[i] ?? undefined))),
  }));
  const tensor = (index: number, what: 'activation' | 'kernel', values: Float32Array): RecordedTensor => {
    const layer = network.layers[index];
    const domain = domains[index]?.[what] ?? [0, 1];
    const weight = layer?.uses.find(({ name }) => name === 'weight');
    return {
      name: layer?.name ?? '',
      className: layer?.definition.className ?? '',
      shape: (what === 'kernel' ? weight?.shape : layer?.outputShape) ?? [],
      domain,
      values: quantise(values, domain),
    };
  };
  const recording: Recording = {
    network: network.name,
    picture: {
      name: 'input',
      className: 'Input',
      shape: [28, 28, 1],
      domain: [0, 1],
      values: quantise(picture, [0, 1]),
    },
    label: String(LABEL),
    instants: seen.map(({ step, testAccuracy, activations, kernels }): RecordedInstant => ({
      step,
      testAccuracy,
      layers: activations.map((values, i) => tensor(i, 'activation', values)),
      kernels: kernels.flatMap((values, i) => (values === null ? [] : [tensor(i, 'kernel', values)])),
    })),
  };
  await writeFile(FILE, `${JSON.stringify(recording)}\n`);
  return 0;
}

function domainOf(all: readonly (Float32Array | undefined)[]): Domain {
  return all.reduce<Domain>(
    (domain, values) => {
      if (values === undefined) return domain;
      return widen(
        domain,
        values.reduce((a, b) => Math.min(a, b), Infinity),
        values.reduce((a, b) => Math.max(a, b), -Infinity),
      );
    },
    [0, 0],
  );
}

function symmetric([low, high]: Domain): Domain {
  const reach = Math.max(-low, high);
  return [-reach, reach];
}
