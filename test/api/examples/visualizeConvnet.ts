// After visualize-convnet/filters.js: the maps of inner layers as pictures. (Its second part follows gradients with
// tf.grad, which is refused here.)

import { savedMobileNet } from './webcamTransferLearning';
import { one, type Library, type Program, type Tensor } from './program';

const deprocessImage = (tf: Library, given: Tensor): Tensor =>
  tf.tidy(() => {
    let x = given;
    const { mean, variance } = tf.moments(x);
    x = x.sub(mean);
    x = x.div(tf.sqrt(variance).add(1e-7));
    x = x.add(0.5);
    x = tf.clipByValue(x, 0, 1);
    x = x.mul(255);
    return tf.clipByValue(x, 0, 255).asType('int32');
  });

export const visualizeConvnet: Program = async (tf, { start, random }) => {
  const model = await tf.loadLayersModel(tf.io.fromMemory(await savedMobileNet(tf, start)));
  const layerNames = ['conv1', 'conv_pw_12_relu'];
  const layerOutputs = layerNames.map((name) => model.getLayer(name).output);
  const compositeModel = tf.model({ inputs: model.input, outputs: layerOutputs.concat(model.outputs[0]!) });
  const inputImage = tf.tensor4d(
    Array.from({ length: 16 * 16 * 3 }, () => random() * 255),
    [1, 16, 16, 3],
  );
  const outputs = compositeModel.predict(inputImage) as Tensor[];
  const pictures = outputs.slice(0, -1).map((output) => {
    const maps = tf.split(output, output.shape[output.shape.length - 1]!, -1);
    const image = tf.tidy(() => deprocessImage(tf, tf.tile(maps[0]!, [1, 1, 1, 3])));
    tf.dispose(maps);
    return { shape: [...image.shape], dtype: image.dtype, sum: image.sum().dataSync()[0]! / image.size };
  });
  const lastConvLayer = [...model.layers].reverse().find((layer) => layer.getClassName().startsWith('Conv'))!;
  const subModel1 = tf.model({ inputs: model.inputs, outputs: lastConvLayer.output });
  return {
    exact: {
      shapes: pictures.map(({ shape, dtype }) => [...shape, dtype]),
      output: Array.from(one(outputs.at(-1)!).dataSync()),
      last: lastConvLayer.name,
      values: Array.from(
        one(subModel1.apply(inputImage) as Tensor)
          .mean([0, 1, 2])
          .dataSync(),
      ),
    },
    // One step of rounding to whole numbers more or less.
    trained: { brightness: pictures.map(({ sum }) => sum / 255) },
  };
};
