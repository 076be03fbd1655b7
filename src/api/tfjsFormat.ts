// What saving and loading need of the formats, loaded by the first of them: a program that only trains and predicts does
// without.

export { artifactsFromModel, ByteRun, modelFromArtifacts, weightsIn } from '../formats/tfjs/artifacts';
export { readManifest } from '../formats/tfjs/files';
export { readSettings, readState, writeOptimizer } from '../formats/tfjs/optimizerState';
export { readWeightSpecs } from '../formats/tfjs/weightSpecs';
