// A session of one layer on one picture: what the page's elements show and edit. A session trains, so its network ends in an
// answer; the two layers that make it are not shown.

import type { DataSet } from '../data/dataSet';
import type { ImageDataset } from '../data/imageDataset';
import { compileTiles } from '../draw/painter';
import { defineNetwork } from '../models/anyNetwork';
import type { LayerConfig, NetworkConfig } from '../models/network';
import { TrainingSession } from '../session/session';
import { sharedDevice } from './device';
import type { Picture } from './picture';

/** The name of the layer that is shown. */
export const SHOWN = 'layer';

export interface OneLayer {
  /** As in a network; null: the picture alone. */
  readonly layer: Omit<LayerConfig, 'name' | 'inputs'> | null;
  readonly pictures: readonly Picture[];
  /** By `layer/parameter`. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly seed?: number;
}

function networkOf(
  layer: OneLayer['layer'],
  { height, width, channels }: Picture,
  classes: number,
): NetworkConfig {
  return defineNetwork({
    name: 'one layer',
    input: [height, width, channels],
    layers: [
      ...(layer === null ? [] : [{ ...layer, name: SHOWN }]),
      { name: 'numbers', kind: 'flatten' },
      { name: 'answer', kind: 'dense', options: { units: classes, activation: 'softmax' } },
    ],
  }).toJSON();
}

/** An answer has two at least. */
const classesOf = (pictures: readonly Picture[]): number => Math.max(2, pictures.length);

/** The pictures as a data set, in which each is a class of its own. */
function dataOf(pictures: readonly Picture[], first: Picture): DataSet {
  const { height, width, channels } = first;
  const images = new Uint8Array(pictures.length * height * width * channels);
  pictures.forEach(({ pixels }, at) => images.set(pixels, at * pixels.length));
  const train: ImageDataset = {
    ...{ name: 'pictures', images, height, width, channels, count: pictures.length },
    labels: Uint8Array.from(pictures, (_, at) => at),
    classNames: Array.from({ length: classesOf(pictures) }, (_, at) => String(at + 1)),
  };
  return { train, test: train };
}

/**
 * @throws NoDeviceError; ArchitectureError where the layer does not suit the picture; Error for pictures of different sizes
 */
export async function openOneLayer({
  layer,
  pictures,
  weights,
  seed = 1,
}: OneLayer): Promise<TrainingSession> {
  const [first] = pictures;
  if (first === undefined) throw new Error('expected a picture. Received none');
  const size = ({ height, width, channels }: Picture): string => `${height}×${width}×${channels}`;
  const other = pictures.find((one) => size(one) !== size(first));
  if (other) throw new Error(`expected pictures of one size. Received ${size(first)} and ${size(other)}`);
  const network = networkOf(layer, first, classesOf(pictures));
  const session = await TrainingSession.open({
    ...{ network, seed, batchSize: 1, data: { name: 'pictures' } },
    device: await sharedDevice(),
    loadData: () => Promise.resolve(dataOf(pictures, first)),
    onDevice: compileTiles,
    ...(weights && { weights }),
  });
  session.showPicture(Float32Array.from(first.pixels, (pixel) => pixel / 255));
  return session;
}
