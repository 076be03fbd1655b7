// Faults put into shaders and plans on purpose, to see that the fuzzer finds them. A device is changed, never the sources: its
// shaders are compiled from a text in which one place is another.

import type { FuzzCase } from './case';

export interface Mutant {
  readonly name: string;
  /** Whether a shader has the fault: its text before and after. */
  readonly shader?: readonly [find: RegExp, replacement: string];
  /** Buffers that several tensors share. */
  readonly sharing?: true;
  /** The only way of running a case that shows it. Absent: both do. */
  readonly ways?: FuzzCase['ways'];
  /** Cases that cannot have it are not run: compiling is what they would cost. Absent: any may have it. */
  readonly where?: (one: FuzzCase) => boolean;
}

const has =
  (kinds: RegExp) =>
  ({ network }: FuzzCase): boolean =>
    network.layers.some(({ kind }) => kinds.test(kind));
const on =
  (targets: RegExp, kinds: RegExp) =>
  (one: FuzzCase): boolean =>
    targets.test(one.target ?? '') && has(kinds)(one);
const ends =
  (activation: RegExp) =>
  ({ network }: FuzzCase): boolean =>
    network.layers.some(
      ({ kind, options }) => activation.test(kind) || activation.test(String(options?.activation)),
    );

/** Several losses, and of what the kernel of their weights is also for nothing. */
const weighsLosses = (one: FuzzCase): boolean =>
  one.losses.length > 1 &&
  one.losses.some(({ weight }) => weight !== 1) &&
  !has(/rescaling|normalization/)(one);

/** One fault a kernel or two, of the kinds that are made: borders, strides, indices, scales, terms left out, order. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'padding: the gradient is cut out one column too far left',
    shader: [/\+ iy \+ TOP\) \* OW \+ ix \+ LEFT\)/, '+ iy + TOP) * OW + ix)'],
    where: has(/zeroPadding2d/),
  },
  {
    name: 'convolution: no bias',
    shader: [/\bsum(\w*|\[\w+\]) = bias_or_input\[[^;]*;/g, 'sum$1 = 0.0;'],
    where: has(/^(conv2d|dense)$/),
  },
  {
    name: 'convolution: stride ignored in rows',
    shader: [
      /let iy = i32\(oy \* STRIDE_Y \+ ky \* DILATION_Y\) - PAD_TOP;/,
      'let iy = i32(oy + ky * DILATION_Y) - PAD_TOP;',
    ],
    where: has(/^conv2d$/),
  },
  {
    name: 'convolution: kernel not flipped in the input gradient',
    shader: [/\((\w+) \* \(1u - FLIPPED\) \+ \(KW - 1 - \1\) \* FLIPPED\)/g, '$1'],
    where: has(/^(conv2d|conv2dTranspose)$/),
  },
  {
    name: 'convolution: last picture row taken for padding',
    shader: [/let inside = !PADDED \| \(u32\(iy\) < H\);/, 'let inside = !PADDED | (u32(iy) < H - 1u);'],
    where: has(/^(conv2d|conv2dTranspose)$/),
  },
  {
    name: 'tiles: the last k of a sum left out',
    shader: [/d < DEPTH; d\+\+/, 'd < DEPTH - 1u; d++'],
    where: on(/tiles|split/, /conv2d|dense/),
  },
  {
    name: 'partial sums: the last one dropped',
    shader: [
      /for \(var split = 0u; split < SPLITS; split\+\+\) \{\s*sum \+= partials/,
      'for (var split = 0u; split < max(SPLITS - 1u, 1u); split++) { sum += partials',
    ],
    where: has(/conv2d|Conv2d|dense/),
  },
  {
    name: 'Winograd: one coefficient of the output transform',
    shader: [/0\.5625 \* near \+ 2\.25 \* far/, '0.5625 * near + 2.0 * far'],
    where: on(/winograd|cpu|swiftshader/, /^conv2d/),
  },
  {
    name: 'Winograd: the sign of one point in the gradient of the weights',
    shader: [/\(b - c\) \* \(32\.0 \/ 81\.0\)/, '(c - b) * (32.0 / 81.0)'],
    where: on(/winograd|cpu|swiftshader/, /^conv2d/),
  },
  {
    name: 'depthwise: dilation ignored in the weight gradient',
    shader: [/tap % i32\(KW\) \* DILATION_X - PAD_LEFT/, 'tap % i32(KW) - PAD_LEFT'],
    where: has(/depthwise|separable/),
  },
  {
    name: 'maximum pooling: row and column of the index swapped',
    shader: [/\(iy - top\) \* KW \+ ix - left/, '(ix - left) * KW + iy - top'],
    where: has(/maxPooling2d/),
  },
  {
    name: 'average pooling: the whole window at the border',
    shader: [/inside\(oy \* STRIDE_Y - PAD_TOP, KH, H\) \* inside/, 'KH * inside'],
    where: has(/averagePooling2d/),
  },
  {
    name: 'resizing: one reader too few in the gradient',
    shader: [/first_from\(2u \* p \+ 3u, input, output\)/, 'first_from(2u * p + 2u, input, output)'],
    where: has(/resizing|upSampling2d/),
  },
  {
    name: 'concatenation: the gradient of the first input for all',
    shader: [/TOTAL \+ START \+ index % RUN/, 'TOTAL + index % RUN'],
    where: has(/concatenate/),
  },
  {
    name: 'gradients of two readers: one dropped',
    shader: [/y\[i\] = a\[i\] \+ b\[i\];/, 'y[i] = a[i];'],
    where: ({ network }) => network.layers.length > 2,
  },
  {
    name: 'shared weights: the gradient of one of two layers left out',
    shader: [/total\[i\] \+= part\[i\];/, ''],
    where: ({ network }) => network.layers.some(({ sharesWith }) => sharesWith !== undefined),
  },
  {
    name: 'product: the slope of the other factor is its square',
    shader: [/slope = other;/, 'slope = other * other;'],
    where: has(/multiply/),
  },
  {
    name: 'batch normalization: scale missing in one term of the gradient',
    shader: [/\(x\[index\] - mean\[c\]\) \* scale \* sums\[c\]/, '(x[index] - mean[c]) * sums[c]'],
    where: has(/batchNormalization/),
  },
  {
    name: 'batch normalization: momentum the wrong way round',
    shader: [
      /MOMENTUM \* movingVariance\[c\] \+ \(1\.0 - MOMENTUM\) \* batch_variance/,
      '(1.0 - MOMENTUM) * movingVariance[c] + MOMENTUM * batch_variance',
    ],
    where: has(/batchNormalization/),
  },
  {
    name: 'group normalization: mean of the gradient not taken off',
    shader: [/\(d - means\[2 \* row\] - normalized/, '(d - normalized'],
    where: has(/groupNormalization|layerNormalization/),
  },
  {
    name: 'softmax: mean not taken off in the gradient',
    shader: [/\(dy\[first \+ k\] - mean\)/, 'dy[first + k]'],
    where: ends(/softmax/),
  },
  {
    name: 'ELU: alpha missing in the slope',
    shader: [/dy \* \(y \+ ACTIVATION_ALPHA\)/, 'dy * (y + 1.0)'],
    where: ends(/^elu$/),
  },
  { name: 'dropout: what is left is not scaled', shader: [/kept \*= SCALE;/, ''], where: has(/dropout/i) },
  {
    name: 'short batches: rows that are not valid count',
    shader: [/min\(batch_rows \* positions, rows\), use_training_state\)/, 'rows, use_training_state)'],
    where: ({ rows, batch }) => rows < batch,
  },
  {
    name: 'cross-entropy: smoothing not shared among the classes',
    shader: [/\+ LABEL_SMOOTHING \/ f32\(CLASSES\)/, '+ LABEL_SMOOTHING'],
    where: ({ labelSmoothing }) => labelSmoothing > 0,
  },
  {
    name: 'class weights: those of the class before',
    shader: [/return classWeights\[index\];/, 'return classWeights[max(index, 1u) - 1u];'],
    where: ({ weighsClasses }) => weighsClasses,
  },
  {
    name: 'several losses: their weights left out',
    shader: [/y\[i\] = x\[i\] \* scale\[i % CHANNELS\]/, 'y[i] = x[i]'],
    where: weighsLosses,
  },
  {
    name: 'several losses: the gradient of those with a weight dropped',
    shader: [/y\[i\] = x\[i\] \* scale\[i % CHANNELS\]/, 'y[i] = 0.0 * x[i]'],
    where: weighsLosses,
  },
  {
    name: 'several outputs: the record of each is a step',
    shader: [/if \(!ADVANCE\) \{ return; \}/, ''],
    ways: 'steps',
    where: ({ losses }) => losses.length > 1,
  },
  {
    name: 'L1 penalty left out',
    shader: [/ \+ lambda\.y \* sign\(w\)/, ''],
    where: ({ network }) =>
      network.layers.some(({ options }) =>
        Object.entries(options ?? {}).some(([name, value]) => name.endsWith('L1') && value !== 0),
      ),
  },
  {
    name: 'Adam: ε inside the root',
    shader: [/\(sqrt\(v\) \+ EPSILON\)/, 'sqrt(v + EPSILON)'],
    where: ({ optimizer }) => /^adamw?$/.test(optimizer.kind),
  },
  {
    name: 'f16: rounded towards zero',
    shader: [/return \(value \+ \(1u << \(shift - 1u\)\) - 1u \+ odd\) >> shift;/, 'return value >> shift;'],
    where: ({ half }) => half,
  },
  { name: 'planner: two tensors that are alive together in one buffer', sharing: true },
];

/** Puts the fault into a device that nothing was compiled for. @returns how often it was met so far */
export function putInto(device: GPUDevice, { shader, sharing }: Mutant): () => number {
  let met = 0;
  if (shader !== undefined) {
    const [find, replacement] = shader;
    const create = device.createShaderModule.bind(device);
    device.createShaderModule = ({ code, ...others }) => {
      const changed = code.replace(find, replacement);
      if (changed !== code) met++;
      return create({ ...others, code: changed });
    };
  }
  if (sharing === true) {
    // Plans name a shared buffer after all its tensors. The next one of the same size gets the one before.
    const create = device.createBuffer.bind(device);
    let last: GPUBuffer | null = null;
    device.createBuffer = (descriptor) => {
      const shared = descriptor.label?.includes(' · ') === true;
      if (shared && last !== null && last.size >= descriptor.size) {
        const given = last;
        last = null;
        met++;
        return given;
      }
      const buffer = create(descriptor);
      if (shared) last = buffer;
      return buffer;
    };
  }
  return () => met;
}
