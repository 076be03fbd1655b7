// A network that has learned, on the stage: with the pictures of its classes it can be looked into there, and trained
// further. Pictures that were held out when it learned are those that it is tested on, whatever was collected since.

import { HEAD_DEFAULTS } from '../transfer/trainHead';
import type { TrainFacade } from '../session/facade';
import { PHOTO_AUGMENTATION } from '../train/augmentation';
import type { Stage, StageStart } from './hooks';
import type { Library } from './library';
import { datasetOf } from './material';
import type { LabPicture } from './picture';
import type { PixelSource } from './pixels';
import { FIRST_SETTINGS, type Way } from './recipe';
import { isApart, type Trained } from './trained';

/** What has learned goes on in small steps: a share of the learning rate that it began with. */
const RATE_SHARE = 0.1;
const EPOCHS = 10;
const BATCH = 16;

/** Pictures of its classes that it was not tested on, with their class; none for a network on rendered ones, which are
rendered again. */
function pictures(
  { classes, held }: Trained,
  library: Pick<Library, 'of'>,
): readonly (LabPicture & { readonly label: number })[] {
  const tested = new Set(held.ids);
  if (tested.has(null)) return [];
  return classes.flatMap(({ id }, label) =>
    library
      .of(id)
      .filter((one) => !tested.has(one.id))
      .map((one) => ({ ...one, label })),
  );
}

export function canLookInside(trained: Trained, library: Pick<Library, 'of'>): boolean {
  return trained.rendered !== undefined || pictures(trained, library).length > 0;
}

/** @throws LabProblem where a picture can no longer be decoded; errors of the device */
export async function lookInside(
  stage: Stage,
  trained: Trained,
  library: Pick<Library, 'of'>,
  pixels: PixelSource,
): Promise<TrainFacade> {
  const { network, weights, classes, held, way, rendered, pictures: count } = trained;
  if (rendered)
    return stage.begin({ reference: rendered, network, weights, settings: settingsFor(way, count) });
  const some = pictures(trained, library);
  const images = await pixels.of(stage.device, some);
  const labels = some.map(({ label }) => label);
  const train = datasetOf(images, labels, classes, pixels.size);
  const data = { train, test: held.images, testApart: isApart(trained) };
  return stage.begin({ data, network, weights, settings: settingsFor(way, train.count) });
}

function settingsFor(way: Way, count: number): StageStart['settings'] {
  const { learningRate, weightDecay } = HEAD_DEFAULTS;
  const optimizer =
    way === 'transfer'
      ? { optimizer: 'adamw', optimizerOptions: { weightDecay }, learningRate: RATE_SHARE * learningRate }
      : { optimizer: 'adam', optimizerOptions: {}, learningRate: RATE_SHARE * FIRST_SETTINGS.learningRate };
  return {
    ...optimizer,
    ...{ batchSize: Math.min(BATCH, count), epochs: EPOCHS, seed: FIRST_SETTINGS.seed },
    augmentation: PHOTO_AUGMENTATION,
  };
}
