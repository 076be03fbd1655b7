// The data sets of the page: those that come with it, and those made of the user's files, which this browser keeps.

import type { DataCatalogue, DataChoice, ReadHooks } from '../../elements/data/catalogue';
import type { PickedFile } from '../../elements/files/jobs';
import { MNIST } from '../../data/dataSet';
import { fitNetwork, type PictureShape } from '../../models/fitNetwork';
import { defineNetwork } from '../../models/anyNetwork';
import type { NetworkConfig } from '../../models/network';
import { preset } from '../../models/presets';
import type { TrainingSettings } from '../../session/facade';
import { DEFAULT_SETTINGS } from '../../session/session';
import { COLOUR, GREY } from '../../shapes/arrange';
import { SHAPE_NAMES } from '../../shapes/shapeNames';
import { RECOMMENDED, type RecommendedData } from '../../train/recommended';
import { PHOTO_AUGMENTATION } from '../../train/augmentation';
import { defaultRecipe } from '../../train/defaultRecipe';
import { fruitOptions } from './fruit';
import { SHAPES } from './shapes';
import { digestOf, fileStore, keptFilesOf, type KeptFiles } from './keptFiles';

/** What the terminal takes as well. */
function recommended(data: RecommendedData, pictures: PictureShape): DataChoice['recommended'] {
  const { model, optimizer, learningRate, batchSize, epochs } = RECOMMENDED[data];
  return {
    network: fitNetwork(preset(model), pictures),
    settings: { ...DEFAULT_SETTINGS, optimizer, learningRate, batchSize, epochs },
  };
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
const mnist: DataChoice = {
  reference: MNIST,
  kind: 'mnist',
  shape: [28, 28, 1],
  classNames: digits,
  train: 60_000,
  test: 10_000,
  recommended: recommended('mnist', { height: 28, width: 28, channels: 1, classNames: digits }),
};

function shapes(colour: boolean): DataChoice {
  const [side, channels] = colour ? [COLOUR.size, COLOUR.channels] : [GREY.size, GREY.channels];
  const { perClass, seed } = SHAPES;
  const pictures = { height: side, width: side, channels, classNames: SHAPE_NAMES };
  return {
    reference: { name: 'shapes', options: { colour, perClass, seed } },
    kind: 'shapes',
    shape: [side, side, channels],
    classNames: SHAPE_NAMES,
    train: perClass * SHAPE_NAMES.length,
    test: Math.ceil(perClass / 5) * SHAPE_NAMES.length,
    recommended: recommended(colour ? 'shapes-colour' : 'shapes', pictures),
  };
}

function fruit(): DataChoice {
  const options = fruitOptions(location.hash);
  const { classes, perClass, size } = options;
  const pictures = { height: size, width: size, channels: 3, classNames: classes };
  return {
    reference: { name: 'fruit-synthetic', options },
    kind: 'fruit',
    shape: [size, size, 3],
    classNames: classes,
    train: perClass * classes.length,
    test: Math.ceil(perClass / 4) * classes.length,
    recommended: {
      network: fitNetwork(preset('fruitnet'), pictures),
      settings: {
        ...photoSettings(preset('fruitnet'), perClass * classes.length, classes.length),
        epochs: 10,
      },
    },
  };
}

/** As the terminal trains on a folder of so many photos. */
function photoSettings(network: NetworkConfig, pictures: number, classes: number): TrainingSettings {
  const recipe = defaultRecipe({ pictures, classes, network: defineNetwork(network) });
  const { batchSize, epochs, learningRate } = recipe;
  return {
    optimizer: 'adam',
    optimizerOptions: {},
    batchSize,
    epochs,
    learningRate,
    augmentation: PHOTO_AUGMENTATION,
  };
}

/** Colour photos from 48 pixels on are for fruitnet; smaller and grey pictures for LeNet-5. */
const PHOTO_SIDE = 48;

function ofFiles({ reference, shape, classNames, train, test }: KeptFiles): DataChoice {
  const [height, width, channels] = shape;
  const pictures: PictureShape = { height, width, channels, classNames };
  const photos = channels === 3 && Math.min(height, width) >= PHOTO_SIDE;
  const network = fitNetwork(preset(photos ? 'fruitnet' : 'lenet5'), pictures);
  const settings = photos ? photoSettings(network, train, classNames.length) : DEFAULT_SETTINGS;
  return { reference, kind: 'pictures', shape, classNames, train, test, recommended: { network, settings } };
}

class PageCatalogue extends EventTarget implements DataCatalogue {
  readonly #own: readonly DataChoice[] = [mnist, shapes(false), shapes(true), fruit()];
  readonly #files = new Map<KeptFiles, DataChoice>();

  constructor() {
    super();
    void fileStore.open().then(() => this.#changed());
  }

  get choices(): readonly DataChoice[] {
    const files = fileStore.list.map((kept) => {
      const choice = this.#files.get(kept) ?? ofFiles(kept);
      this.#files.set(kept, choice);
      return choice;
    });
    return [...this.#own, ...files];
  }

  async read(files: readonly PickedFile[], { onProgress, signal }: ReadHooks): Promise<DataChoice> {
    const [{ readDataSet }, { decodePicture }] = await Promise.all([
      import('../../data/files/readDataSet'),
      import('./decodePicture'),
    ]);
    const named = await Promise.all(
      files.map(async ({ name, file }) => ({ name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    signal.throwIfAborted();
    const { train, test } = await readDataSet(named, { decode: decodePicture, onProgress, signal });
    const digest = await digestOf({ train, test });
    const kept = keptFilesOf({ name: train.name, digest }, { train, test });
    // What cannot be trained on is not kept.
    const choice = ofFiles(kept);
    signal.throwIfAborted();
    this.#files.set(kept, choice);
    await fileStore.add(kept, { train, test });
    this.#changed();
    return choice;
  }

  async remove({ reference: { digest } }: DataChoice): Promise<void> {
    if (digest === undefined) return;
    await fileStore.remove(digest);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

export const catalogue: DataCatalogue = new PageCatalogue();
