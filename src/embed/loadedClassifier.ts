// A trained network on the shared device, with the parts of the standalone page that show it.

import type { WebPageModel } from '../formats/html/webPage';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import { Classifier } from '../standalone/classifier';
import { halves, remarks } from '../standalone/view';
import { Viewer } from '../standalone/viewer';
import { sharedDevice } from './device';
import { readSavedNetwork, type SavedOptions } from './savedNetwork';

export { fetchedLabels } from './savedNetwork';

export interface LoadedClassifier {
  readonly model: WebPageModel;
  readonly network: Network;
  readonly viewer: Viewer;
  readonly view: { readonly halves: typeof halves; readonly remarks: typeof remarks };
}

/** @throws NoDeviceError; FormatError naming what is wrong with the network; Error where the device cannot hold it */
export async function loadClassifier(
  source: string | readonly File[],
  options: SavedOptions,
): Promise<LoadedClassifier> {
  const model = await readSavedNetwork(source, options);
  const network = defineNetwork(model.network);
  const { device } = await sharedDevice();
  const compared = model.familiarity?.layer ?? null;
  const classifier = await Classifier.create(device, network, model.weights, compared);
  const viewer = new Viewer(classifier, model);
  void device.lost.then(() => viewer.stop());
  return { model, network, viewer, view: { halves, remarks } };
}
