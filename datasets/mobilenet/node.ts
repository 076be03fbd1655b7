// MobileNetV2 for the terminal: out of the npm package `nsfwjs`.

import type { StoredModel } from '../../src/formats/storedModel';
import { mobilenetFromFiles } from './files';
import { mobilenetBytes } from './package';

/** The model with its weights, 224 × 224 × 3 → 5. @throws FormatError if the package's files are damaged */
export function readMobilenet(): StoredModel {
  const { model, weights } = mobilenetBytes();
  return mobilenetFromFiles(model, weights);
}
