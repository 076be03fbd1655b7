// What an ONNX file gives as we read it, in the layout of the file: by the layers' f64 references, a picture at a time.

import type { ReadGraph } from '../../src/formats/onnx/read';
import { fileLengths, placesOf } from '../../src/formats/onnx/tensorLayout';
import { sizeOf } from '../../src/graph/tensor';
import { defineNetwork } from '../../src/models/network';
import { ndArray, type NdArray } from '../../src/reference/ndArray';
import { referenceOutputs } from './networkRun';

/**
 * @param given by the file's names
 * @returns the file's outputs, in its order
 */
export function numbersAsRead(read: ReadGraph, given: Readonly<Record<string, NdArray>>): readonly NdArray[] {
  const network = defineNetwork(read.network);
  const [first] = read.inputs;
  const hasBatch = first?.axes[0] === 0;
  const batch = hasBatch ? given[first.tensor]!.shape[0]! : 1;
  const inputs = network.inputs.map(({ name, shape }) => {
    const layout = read.inputs.find((one) => one.name === name)!;
    const tensor = given[layout.tensor]!;
    const ours = new Float64Array(batch * sizeOf(shape));
    placesOf(layout, shape, tensor.shape).forEach((place, i) => (ours[place] = tensor.data[i]!));
    return ours;
  });
  const results = Array.from({ length: batch }, (_, picture) =>
    referenceOutputs(
      network,
      read.weights!,
      network.inputs.map(({ shape }, i) => {
        const size = sizeOf(shape);
        return ndArray([1, ...shape], inputs[i]!.slice(picture * size, (picture + 1) * size));
      }),
    ),
  );
  return read.outputs.map((layout) => {
    const all = results.flatMap((one) => [...one.get(layout.name)!.data]);
    const [, ...shape] = results[0]!.get(layout.name)!.shape;
    const file = fileLengths(layout, shape, batch);
    return ndArray(
      file,
      Array.from(placesOf(layout, shape, file), (place) => all[place]!),
    );
  });
}
