// A small fixed catalogue: bars in use, spots to change to, and files that become spots.

import type { DataCatalogue, DataChoice } from '../../src/elements/data/catalogue';
import type { DataReference, DataSet } from '../../src/data/dataSet';
import type { NetworkConfig } from '../../src/models/network';
import { bars, spots } from './tinyData';

const network = ([height, width, channels]: DataChoice['shape'], units: number): NetworkConfig => ({
  name: 'small',
  input: [height, width, channels],
  layers: [
    { name: 'conv', kind: 'conv2d', options: { filters: 4, kernelSize: 3, activation: 'relu' } },
    { name: 'pool', kind: 'maxPooling2d' },
    { name: 'flatten', kind: 'flatten' },
    { name: 'answer', kind: 'dense', options: { units, activation: 'softmax' } },
  ],
});

export const SETS: Readonly<Record<string, DataSet>> = {
  mnist: { train: bars(256), test: bars(64, 99) },
  spots: { train: spots(240), test: spots(60, 99) },
};

const choice = (name: string, kind: DataChoice['kind'], reference: DataReference = { name }): DataChoice => {
  const { train, test } = SETS[name] ?? SETS.spots!;
  const shape = [train.height, train.width, train.channels] as const;
  return {
    ...{ reference, kind, shape, classNames: train.classNames },
    ...{ train: train.count, test: test.count },
    recommended: { network: network(shape, train.classNames.length), settings: { epochs: 3 } },
  };
};

export const BARS = choice('mnist', 'mnist');
export const SPOTS = choice('spots', 'shapes');

export class SmallCatalogue extends EventTarget implements DataCatalogue {
  choices: readonly DataChoice[] = [BARS, SPOTS];
  /** Names of the files that were read. */
  readonly received: string[] = [];

  read: DataCatalogue['read'] = (files) => {
    this.received.push(...files.map(({ name }) => name));
    const own = choice('pictures', 'pictures', {
      name: 'pictures',
      digest: 'abc',
      options: { name: 'My spots' },
    });
    this.choices = [...this.choices, own];
    this.dispatchEvent(new Event('change'));
    return Promise.resolve(own);
  };

  remove: DataCatalogue['remove'] = (gone) => {
    this.choices = this.choices.filter((one) => one !== gone);
    this.dispatchEvent(new Event('change'));
    return Promise.resolve();
  };
}
