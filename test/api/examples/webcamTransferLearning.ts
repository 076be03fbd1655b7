// After webcam-transfer-learning/{index,controller_dataset}.js: a loaded network cut behind an inner layer, its answers
// kept as examples, and a small network trained on those.

import type { LayersModel, ModelArtifacts } from '../../../src/index';
import { one, type Library, type Program, type Tensor } from './program';

/** A small network in the manner of MobileNet, as a file of tfjs. */
export async function savedMobileNet(
  tf: Library,
  start: (model: LayersModel) => void,
  normalized = true,
): Promise<ModelArtifacts> {
  const input = tf.input({ shape: [16, 16, 3] });
  let x = tf.layers
    .conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false, name: 'conv1' })
    .apply(input);
  if (normalized) x = tf.layers.batchNormalization({ name: 'conv1_bn' }).apply(x);
  x = tf.layers.reLU({ maxValue: 6, name: 'conv1_relu' }).apply(x);
  for (const [group, strides] of [
    ['12', 1],
    ['13', 2],
  ] as const) {
    x = tf.layers
      .depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false, name: `conv_dw_${group}` })
      .apply(x);
    x = tf.layers
      .conv2d({ filters: 6, kernelSize: 1, padding: 'same', useBias: false, name: `conv_pw_${group}` })
      .apply(x);
    if (normalized) x = tf.layers.batchNormalization({ name: `conv_pw_${group}_bn` }).apply(x);
    x = tf.layers.reLU({ maxValue: 6, name: `conv_pw_${group}_relu` }).apply(x);
  }
  x = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(x);
  const output = tf.layers.dense({ units: 5, activation: 'softmax', name: 'predictions' }).apply(x);
  const model = tf.model({ inputs: input, outputs: output });
  start(model);
  // Moving variances are positive.
  model.setWeights(model.getWeights().map((weight) => (weight.rank === 1 ? weight.abs().add(0.1) : weight)));
  const files: ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      files.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  return files[0]!;
}

class ControllerDataset {
  xs: Tensor | null = null;
  ys: Tensor | null = null;

  constructor(
    private readonly tf: Library,
    private readonly numClasses: number,
  ) {}

  addExample(example: Tensor, label: number): void {
    const { tf } = this;
    const y = tf.tidy(() => tf.oneHot(tf.tensor1d([label]).toInt(), this.numClasses));
    if (this.xs === null || this.ys === null) {
      this.xs = tf.keep(example);
      this.ys = tf.keep(y);
      return;
    }
    const [oldX, oldY] = [this.xs, this.ys];
    this.xs = tf.keep(oldX.concat(example, 0));
    this.ys = tf.keep(oldY.concat(y, 0));
    tf.dispose([oldX, oldY, y]);
  }
}

export const webcamTransferLearning: Program = async (tf, { start, random }) => {
  const mobilenet = await tf.loadLayersModel(tf.io.fromMemory(await savedMobileNet(tf, start)));
  const layer = mobilenet.getLayer('conv_pw_13_relu');
  const truncatedMobileNet = tf.model({ inputs: mobilenet.inputs, outputs: layer.output });

  const getImage = (): Tensor =>
    tf.tidy(() =>
      tf
        .tensor3d(
          Int32Array.from({ length: 16 * 16 * 3 }, () => Math.floor(random() * 256)),
          [16, 16, 3],
        )
        .expandDims(0)
        .toFloat()
        .div(127)
        .sub(1),
    );
  const dataset = new ControllerDataset(tf, 4);
  for (let n = 0; n < 8; n++) {
    const image = getImage();
    dataset.addExample(one(truncatedMobileNet.predict(image)), n % 4);
    image.dispose();
  }

  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: truncatedMobileNet.outputs[0]!.shape.slice(1) as number[] }),
      tf.layers.dense({ units: 10, activation: 'relu', kernelInitializer: 'varianceScaling', useBias: true }),
      tf.layers.dense({
        units: 4,
        kernelInitializer: 'varianceScaling',
        useBias: false,
        activation: 'softmax',
      }),
    ],
  });
  start(model);
  model.compile({ optimizer: tf.train.adam(0.001, 0.9, 0.999, 1e-10), loss: 'categoricalCrossentropy' });
  const losses: number[] = [];
  await model.fit(dataset.xs!, dataset.ys!, {
    batchSize: Math.floor(dataset.xs!.shape[0]! * 0.5),
    epochs: 3,
    shuffle: false,
    callbacks: {
      onBatchEnd: async (_batch, logs) => {
        losses.push(logs!.loss!);
        await Promise.resolve();
      },
    },
  });
  const embeddings = one(truncatedMobileNet.predict(getImage()));
  const predictions = one(model.predict(embeddings));
  const classId = (await predictions.as1D().argMax().data())[0];
  return {
    exact: {
      examples: Array.from(await dataset.xs!.data()),
      labels: Array.from(await dataset.ys!.data()),
      shapes: [[...dataset.xs!.shape], [...embeddings.shape], [...predictions.shape]],
      embeddings: Array.from(embeddings.dataSync()),
      isClass: classId! >= 0 && classId! < 4,
    },
    trained: { losses },
  };
};
