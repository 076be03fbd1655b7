// ConvNeXt: a residual network with the shape of a transformer: large depthwise kernels, few normalizations and activations.
// Source: Liu et al., "A ConvNet for the 2020s", 2022, arXiv:2201.03545, §2 and appendix A.1; the layers' names are
// Keras's, whose models within the model are written out here. The pixels of its input are 0…255; it scales them itself.

import { layer, pooled, type ApplicationOptions, type Part } from './part';

const normalized = (name: string | null, x: Part): Part =>
  layer('layerNormalization', name, { epsilon: 1e-6 }, x);

/** At first the blocks change hardly anything. */
const FIRST_SCALE = 1e-6;

function block(name: string, filters: number, x: Part): Part {
  const depthwise = { filters, kernelSize: 7, padding: 'same', groups: filters };
  let y = layer('groupedConv2d', `${name}_depthwise_conv`, depthwise, x);
  y = normalized(`${name}_layernorm`, y);
  y = layer('dense', `${name}_pointwise_conv_1`, { units: 4 * filters }, y);
  y = layer('activation', `${name}_gelu`, { activation: 'gelu' }, y);
  y = layer('dense', `${name}_pointwise_conv_2`, { units: filters }, y);
  y = layer('layerScale', `${name}_layer_scale`, { initValues: FIRST_SCALE }, y);
  y = layer('activation', `${name}_identity`, { activation: 'linear' }, y);
  return layer('add', null, {}, x, y);
}

/** @param name `convnext_tiny` @param depths blocks of the four stages @param widths their filters */
export const convnext =
  (name: string, depths: readonly number[], widths: readonly number[]) =>
  (o: ApplicationOptions): Part => {
    const isScaled = o.preprocessing !== false && o.shape[2] === 3;
    const pixels = {
      mean: [0.485, 0.456, 0.406].map((value) => value * 255),
      variance: [0.229, 0.224, 0.225].map((value) => (value * 255) ** 2),
    };
    const start = isScaled ? layer('normalization', `${name}_prestem_normalization`, pixels, null) : null;
    const first = { filters: widths[0] ?? 0, kernelSize: 4, strides: 4 };
    let x = normalized(`${name}_stem_layernorm`, layer('conv2d', `${name}_stem_conv`, first, start));
    widths.forEach((filters, stage) => {
      if (stage > 0) {
        x = normalized(`${name}_downsampling_layernorm_${stage - 1}`, x);
        const halving = { filters, kernelSize: 2, strides: 2 };
        x = layer('conv2d', `${name}_downsampling_conv_${stage - 1}`, halving, x);
      }
      for (let i = 0; i < (depths[stage] ?? 0); i++)
        x = block(`${name}_stage_${stage}_block_${i}`, filters, x);
    });
    if (!o.top) return normalized(null, pooled(x, o, false));
    x = layer('globalAveragePooling2d', `${name}_head_gap`, {}, x);
    x = normalized(`${name}_head_layernorm`, x);
    return layer('dense', `${name}_head_dense`, { units: o.classes, activation: o.activation }, x);
  };
