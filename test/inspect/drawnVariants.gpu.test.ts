// What a layer of data augmentation makes of one picture is what its reference makes of it, with the numbers of each row.

import { describe, expect, it } from 'vitest';
import { readFloats } from '../../src/gpu/readback';
import { DrawnVariants } from '../../src/inspect/drawnVariants';
import { layerDefinition } from '../../src/layers/all';
import { checkOptions } from '../../src/layers/options';
import { ndArray, random } from '../../src/reference/ndArray';
import { expectClose } from '../support/compare';
import { testDevice } from '../support/device';

const shape = [7, 9, 3];
const count = 4;

describe('variants of a picture', () => {
  it.each([
    ['randomRotation', { factor: 0.2 }],
    ['randomContrast', { factor: [0.5, 0.5], valueRange: [0, 1] }],
  ])('by %s are those of the reference', async (kind, given) => {
    const device = await testDevice();
    const picture = random(shape, 3, 0, 1);
    const values = Float32Array.from(picture.data);
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: values.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, values);
    const variants = await DrawnVariants.create(device, { kind, options: given, shape, count });
    const view = { label: 'picture', buffer, offsetBytes: 0, shape };
    const definition = layerDefinition(kind);
    const options = checkOptions(kind, definition.options, given);
    const many = ndArray([count, ...shape], Array.from({ length: count }, () => [...values]).flat());
    for (const turn of [0, 1]) {
      variants.draw(view, turn);
      const mode = { training: true, name: 'variant', seed: 0, step: turn };
      const expected = definition.reference.forward(options, [many], {}, mode);
      expectClose(
        ndArray([count, ...shape], await readFloats(device, variants.view)),
        expected,
        `turn ${turn}`,
      );
    }
    expect(() => variants.draw({ ...view, shape: [2, 2, 3] }, 0)).toThrow(
      'expected a picture of 7×9×3. Received 2×2×3',
    );
    variants.destroy();
    buffer.destroy();
  });

  it('are refused with the name of the option', async () => {
    const device = await testDevice();
    const request = { kind: 'randomZoom', options: { heightFactor: 2 }, shape, count };
    await expect(DrawnVariants.create(device, request)).rejects.toThrow(
      "RandomZoom: 'heightFactor' must be above -1 and at most 1, or two such numbers, from and to. Received 2",
    );
  });
});
