// The data sets that come with the page. Files of the user's are not kept yet.

import type { DataCatalogue, DataChoice } from '../../elements/data/catalogue';
import { MNIST } from '../../data/dataSet';
import { fitNetwork } from '../../models/fitNetwork';
import { preset } from '../../models/presets';
import { DEFAULT_SETTINGS } from '../../session/session';
import { fruitOptions } from './fruit';

function fruit(): DataChoice {
  const options = fruitOptions(location.hash);
  const { classes, perClass, size } = options;
  const shape = { height: size, width: size, channels: 3, classNames: classes };
  return {
    reference: { name: 'fruit-synthetic', options },
    kind: 'fruit',
    shape: [size, size, 3],
    classNames: classes,
    train: perClass * classes.length,
    test: Math.ceil(perClass / 4) * classes.length,
    recommended: {
      network: fitNetwork(preset('fruitnet'), shape),
      settings: { ...DEFAULT_SETTINGS, batchSize: 32, epochs: 20 },
    },
  };
}

const mnist: DataChoice = {
  reference: MNIST,
  kind: 'mnist',
  shape: [28, 28, 1],
  classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
  train: 60_000,
  test: 10_000,
  recommended: { network: preset('lenet5'), settings: DEFAULT_SETTINGS },
};

class PageCatalogue extends EventTarget implements DataCatalogue {
  readonly choices: readonly DataChoice[] = [mnist, fruit()];

  read(): Promise<DataChoice> {
    return Promise.reject(new Error('files cannot be read into a data set yet'));
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }
}

export const catalogue: DataCatalogue = new PageCatalogue();
