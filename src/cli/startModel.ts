// The initial model of training: a preset by name, fitted to the pictures, or a model from a file, with its weights if
// there are any.

import type { ImageDataset } from '../data/imageDataset';
import type { ReadingGoal } from '../formats/keras/code/goal';
import { modelForPictures } from '../formats/pixelScale';
import { withProbabilities } from '../formats/probabilities';
import { defineNetwork } from '../models/anyNetwork';
import type { Network, NetworkConfig } from '../models/network';
import { PRESETS } from '../models/presets';
import { trainingOf, type TrainingSettings } from '../formats/compiled';
import { readModelAt } from './modelFiles';
import { UsageError } from './options';

export interface StartModel {
  readonly network: Network;
  /** By `layer/parameter`, all of them; null: drawn from the seed. */
  readonly weights: ReadonlyMap<string, Float32Array> | null;
  /** What of a file was read otherwise. */
  readonly remarks: readonly string[];
  /** What a file says of training; null: nothing. */
  readonly training: TrainingSettings | null;
}

/**
 * @param model the name of a preset, or of a file
 * @param data that are trained on; null where they are made for the network
 * @throws UsageError
 */
export async function readStart(model: string, data: ImageDataset | null): Promise<StartModel> {
  const config = Object.hasOwn(PRESETS, model) ? PRESETS[model] : undefined;
  if (config !== undefined)
    return {
      network: defineNetwork(data === null ? config : fitted(config, data)),
      weights: null,
      remarks: [],
      training: null,
    };
  const read = await readModelAt(model, data === null ? null : goalOf(data)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Most likely a name that was mistyped.
    throw /[./\\]/.test(model)
      ? new UsageError(`--model: ${reason}`, { cause })
      : new UsageError(
          `--model must be one of ${Object.keys(PRESETS).join(', ')}, or a file with a model. Received '${model}'`,
          { cause },
        );
  });
  if (read.kind === 'weights') {
    throw new UsageError(
      `--model: '${model}' holds only weights, no network. Name the network: npm run convert -- ${model} OUT --onto NETWORK, then train OUT`,
    );
  }
  const stored = withProbabilities(model, modelForPictures(read));
  const network = defineNetwork(stored.network);
  const answers = network.layers.find(({ name }) => name === network.outputs[0])?.outputShape.at(-1) ?? 0;
  if (data !== null && answers < data.classNames.length) {
    throw new UsageError(
      `--model: '${model}' has ${answers} outputs, but the data have ${data.classNames.length} classes`,
    );
  }
  const training =
    read.format === 'script'
      ? read.training
      : stored.compile
        ? trainingOf(stored.compile, network.outputs.length)
        : null;
  return { network, weights: stored.weights, remarks: stored.remarks, training };
}

const goalOf = ({ height, width, channels, classNames }: ImageDataset): ReadingGoal => ({
  picture: [height, width, channels],
  classes: classNames.length,
});

function fitted(config: NetworkConfig, { height, width, channels, classNames }: ImageDataset): NetworkConfig {
  const layers = config.layers.map((layer, index) =>
    index === config.layers.length - 1
      ? { ...layer, options: { ...layer.options, units: classNames.length } }
      : layer,
  );
  return { ...config, input: [height, width, channels], layers };
}
