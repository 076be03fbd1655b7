// What a network would be before it is built: the same as what is built, in figures and as sums; and why some
// cannot be built.

import { describe, expect, it } from 'vitest';
import { multiplyAddSum, parameterSum, sizeSums, type Sum } from '../../src/elements/network/arithmetic';
import { parseValue, valueText } from '../../src/elements/network/optionText';
import { en } from '../../src/elements/locales/en';
import { ja } from '../../src/elements/locales/ja';
import { building } from '../../src/elements/locales/building';
import { problemText } from '../../src/elements/network/words';
import { defineNetwork, type LayerConfig, type NetworkConfig } from '../../src/models/network';
import { preset } from '../../src/models/presets';
import { KINDS, describeKind, kerasName, sameNetwork } from '../../src/session/editing/catalogue';
import { freeName, withLayer, withMoved, withOption, withoutLayer } from '../../src/session/editing/chain';
import { previewNetwork } from '../../src/session/editing/preview';
import { pcg32 } from '../../src/reference/hash';

/** Works a sum out by +, −, × (·), / and floors, as written: `⌊(28 − 5 + 2·2)/1⌋ + 1`. */
function workedOut({ text }: Sum): number {
  const tokens = text.match(/\d+|[^\s\d]/g) ?? [];
  let at = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '−') value += tokens[at++] === '+' ? product() : -product();
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (/^[×·/]$/.test(tokens[at] ?? ''))
      value = tokens[at++] === '/' ? value / factor() : value * factor();
    return value;
  };
  const factor = (): number => {
    const token = tokens[at++] ?? '';
    if (token !== '(' && token !== '⌊') return Number(token);
    const inside = sum();
    expect(tokens[at++]).toBe(token === '(' ? ')' : '⌋');
    return token === '(' ? inside : Math.floor(inside);
  };
  const value = sum();
  expect(at).toBe(tokens.length);
  return value;
}

/** The same numbers in every run. */
function numbers(seed: number): (from: number, to: number) => number {
  let at = 0;
  return (from, to) => from + (pcg32(seed, 0, at++) % (to - from + 1));
}

/** One of the layers with windows or weights, with options drawn at random. */
function drawn(pick: (from: number, to: number) => number, kind: string): LayerConfig {
  const pair = (to: number): number | readonly number[] =>
    pick(0, 1) === 0 ? pick(1, to) : [pick(1, to), pick(1, to)];
  const padding = pick(0, 1) === 0 ? 'valid' : 'same';
  const useBias = pick(0, 3) > 0;
  const window = { padding, strides: pair(4) };
  const options: Readonly<Record<string, LayerConfig['options']>> = {
    conv2d: { ...window, filters: pick(1, 9), kernelSize: pair(9), dilationRate: pair(3), useBias },
    depthwiseConv2d: {
      ...window,
      depthMultiplier: pick(1, 3),
      kernelSize: pair(9),
      dilationRate: pair(3),
      useBias,
    },
    maxPooling2d: { ...window, poolSize: pair(6), ...(pick(0, 1) === 0 ? { strides: null } : {}) },
    averagePooling2d: { ...window, poolSize: pair(6) },
    dense: { units: pick(1, 40), useBias },
  };
  return { name: `${kind}_drawn`, kind, options: options[kind] ?? {} };
}

describe('the preview of a network', () => {
  it.each(['conv2d', 'depthwiseConv2d', 'maxPooling2d', 'averagePooling2d', 'dense'])(
    'of %s with 300 options at random: shapes, counts and sums are those of the network built',
    (kind) => {
      const pick = numbers(KINDS.indexOf(kind));
      let built = 0;
      for (let draw = 0; draw < 300; draw++) {
        const input = [pick(1, 30), pick(1, 30), pick(1, 5)];
        const flat: LayerConfig[] = kind === 'dense' ? [{ name: 'flatten', kind: 'flatten' }] : [];
        const config: NetworkConfig = { name: 'drawn', input, layers: [...flat, drawn(pick, kind)] };
        const { layers, problem } = previewNetwork(config);
        if (problem !== null) {
          expect(() => defineNetwork(config), JSON.stringify(config)).toThrow(problem.message);
          expect(problem.why).toBe('window');
          if (problem.why !== 'window') continue;
          // What is said to fit does fit, and no more.
          const fits = (size: number): boolean => {
            const option = problem.option === 'pool_size' ? 'poolSize' : 'kernelSize';
            return previewNetwork(withOption(config, `${kind}_drawn`, option, size)).problem === null;
          };
          expect([problem.most < 1 || fits(problem.most), fits(problem.most + 1)], problem.message).toEqual([
            true,
            false,
          ]);
          continue;
        }
        built++;
        const network = defineNetwork(config);
        const [layer, truth] = [layers.at(-1), network.layers.at(-1)];
        if (!layer || !truth) throw new Error('no layer');
        expect(layer).toMatchObject({
          outputShape: truth.outputShape,
          inputShapes: truth.inputShapes,
          parameterCount: truth.parameterCount,
          multiplyAdds: truth.multiplyAdds,
        });
        const where = JSON.stringify(config);
        const sizes = sizeSums(layer);
        for (const [axis, sum] of sizes.entries()) {
          expect(workedOut(sum), `${where} ${sum.text}`).toBe(sum.result);
          expect(sum.result).toBe(truth.outputShape[axis]);
        }
        if (sizes.length === 1 && layer.window) expect(truth.outputShape[0]).toBe(truth.outputShape[1]);
        const parameters = parameterSum(layer);
        expect(parameters?.result ?? 0).toBe(truth.parameterCount);
        if (parameters) expect(workedOut(parameters)).toBe(truth.parameterCount);
        const products = multiplyAddSum(layer);
        expect(products?.result ?? 0).toBe(truth.multiplyAdds);
        if (products) expect(workedOut(products)).toBe(truth.multiplyAdds);
      }
      expect(built).toBeGreaterThan(100);
    },
  );

  it('writes LeNet-5 out as it is taught', () => {
    const { layers, parameterCount, multiplyAdds, problem } = previewNetwork(preset('lenet5'), 10);
    expect(problem).toBeNull();
    expect([parameterCount, multiplyAdds]).toEqual([61_706, 416_520]);
    const [conv1, pool1, conv2, , flatten, dense1] = layers;
    if (!conv1 || !pool1 || !conv2 || !flatten || !dense1) throw new Error('LeNet-5 has lost layers');
    expect(sizeSums(conv1)).toEqual([{ text: '⌊(28 − 5 + 2·2)/1⌋ + 1', result: 28 }]);
    expect(parameterSum(conv1)).toEqual({ text: '5×5×1×6 + 6', result: 156 });
    expect(multiplyAddSum(conv1)).toEqual({ text: '5×5×1×6 × 28×28', result: 117_600 });
    expect(sizeSums(pool1)).toEqual([{ text: '⌊(28 − 2)/2⌋ + 1', result: 14 }]);
    expect(parameterSum(pool1)).toBeNull();
    expect(sizeSums(conv2)).toEqual([{ text: '⌊(14 − 5)/1⌋ + 1', result: 10 }]);
    expect(sizeSums(flatten)).toEqual([{ text: '5×5×16', result: 400 }]);
    expect(parameterSum(dense1)).toEqual({ text: '400×120 + 120', result: 48_120 });
    expect(multiplyAddSum(dense1)).toEqual({ text: '400×120', result: 48_000 });
  });

  it('puts the odd zero of `same` behind, and writes a dilated window as far as it reaches', () => {
    const even = previewNetwork(withOption(preset('lenet5'), 'conv1', 'kernelSize', 4)).layers[0];
    expect(even && sizeSums(even)).toEqual([{ text: '⌊(28 − 4 + 1 + 2)/1⌋ + 1', result: 28 }]);
    expect(even?.window).toMatchObject({ before: [1, 1], after: [2, 2] });
    const dilated = previewNetwork(withOption(preset('lenet5'), 'conv1', 'dilationRate', 2)).layers[0];
    expect(dilated && sizeSums(dilated)).toEqual([
      { text: '⌊(28 − ((5 − 1)·2 + 1) + 2·4)/1⌋ + 1', result: 28 },
    ]);
  });
});

describe('what cannot be built is explained', () => {
  const said = (config: NetworkConfig): readonly [string, string, string] => {
    const { problem } = previewNetwork(config, 10);
    if (!problem) throw new Error('it can be built');
    return [
      problem.layer,
      problemText(problem, building.en.problem, en),
      problemText(problem, building.ja.problem, ja),
    ];
  };
  const lenet = preset('lenet5');

  it('a kernel larger than the picture, in the layer where it is', () => {
    const small: NetworkConfig = {
      ...lenet,
      layers: lenet.layers.map((layer) =>
        layer.name === 'conv2' ? { ...layer, options: { filters: 4, kernelSize: 15 } } : layer,
      ),
    };
    const [layer, english, japanese] = said(small);
    expect(layer).toBe('conv2');
    expect(english).toBe(
      'The kernel is larger than the picture: 15×15 on 14×14. Choose `same` padding or a kernel up to 14.',
    );
    expect(japanese).toBe(
      'カーネルが入力より大きくなっています（15×15 に対し 14×14）。`same` パディングにするか、`kernel_size` を 14 以下にしてください。',
    );
    expect(previewNetwork(small).layers.map(({ name }) => name)).toEqual(['conv1', 'pool1']);
  });

  it('a window too large further down, because of a change further up', () => {
    const [layer, english] = said(withOption(lenet, 'conv1', 'strides', 4));
    expect(layer).toBe('conv2');
    expect(english).toContain('5×5 on 3×3');
  });

  it('a dilated kernel, maps wanted where there are none, options out of range', () => {
    const far = withOption(withOption(lenet, 'conv2', 'dilationRate', 4), 'conv2', 'kernelSize', 5);
    expect(said(far)[1]).toBe(
      'The kernel reaches further than the picture: 17×17 on 14×14. Choose `same` padding, a smaller `dilation_rate`, or a `kernel_size` up to 4.',
    );
    expect(said(withLayer(lenet, 'conv2d', 'flatten').network)[1]).toMatch(
      /^This layer needs maps, .* a row of 400 numbers/,
    );
    const [layer, english] = said(withOption(lenet, 'dense1', 'units', 0));
    expect([layer, english]).toEqual(['dense1', '`units` must be at least 1. You gave 0.']);
  });

  it('a network that does not end with ten probabilities', () => {
    for (const config of [
      withOption(lenet, 'answer', 'units', 9),
      withOption(lenet, 'answer', 'activation', 'relu'),
      withoutLayer(lenet, 'answer'),
      withMoved(lenet, 'answer', -1),
      withoutLayer(lenet, 'flatten'),
    ])
      expect(said(config)[1]).toMatch(
        /^The network must end with 10 numbers, one for each digit, and `softmax`/,
      );
    // Softmax may be a layer of its own.
    const apart = withLayer(withOption(lenet, 'answer', 'activation', 'linear'), 'softmax', 'answer');
    expect(previewNetwork(apart.network, 10).problem).toBeNull();
  });
});

describe('changes to the chain of layers', () => {
  const lenet = preset('lenet5');
  const names = ({ layers }: NetworkConfig): (string | undefined)[] => layers.map(({ name }) => name);
  const whole = defineNetwork(lenet).toJSON();

  it('adds every kind there is, with a name of its own, or says why not', () => {
    for (const kind of KINDS) {
      const { network, name } = withLayer(whole, kind, 'pool1');
      expect(name).toBe(`${kind}_1`);
      expect(names(network).slice(0, 3)).toEqual(['conv1', 'pool1', name]);
      const { problem } = previewNetwork(network, 10);
      // A dense layer on maps is one, a flatten in front of a convolution is none; all others fit.
      const mismatch = {
        flatten: 'rank',
        reshape: 'rank',
        globalAveragePooling2d: 'rank',
        globalMaxPooling2d: 'rank',
        add: 'join',
        concatenate: 'join',
        multiply: 'join',
        subtract: 'join',
        average: 'join',
        maximum: 'join',
        minimum: 'join',
        customScaleLayer: 'join',
      }[kind];
      expect([kind, problem?.why]).toEqual([kind, mismatch]);
      expect(withLayer(network, kind, name).name).toBe(`${kind}_2`);
    }
    expect(names(withLayer(whole, 'dropout', null).network)[0]).toBe('dropout_1');
    expect(freeName({ ...lenet, layers: [{ name: 'dense_1', kind: 'flatten' }] }, 'dense')).toBe('dense_2');
  });

  it('takes a layer out, and its readers read what it read', () => {
    const without = withoutLayer(whole, 'pool1');
    expect(previewNetwork(without, 10).problem).toBeNull();
    expect(defineNetwork(without).layers[1]).toMatchObject({ name: 'conv2', inputs: ['conv1'] });
  });

  it('joins a layer with the nearest one above that fits, and takes that out again', () => {
    const bent = withLayer(whole, 'reLU', 'pool1').network;
    const { network, name } = withLayer(bent, 'add', 'reLU_1');
    const reads = (config: NetworkConfig) =>
      defineNetwork(config).layers.find((layer) => layer.name === name)?.inputs;
    expect(reads(network)).toEqual(['reLU_1', 'pool1']);
    expect(reads(withoutLayer(network, 'reLU_1'))).toEqual(['pool1', 'pool1']);
  });

  it('moves a layer, and back again', () => {
    const moved = withMoved(whole, 'pool1', 1);
    expect(names(moved).slice(0, 3)).toEqual(['conv1', 'conv2', 'pool1']);
    expect(defineNetwork(moved).layers[2]?.inputs).toEqual(['conv2']);
    expect(sameNetwork(withMoved(moved, 'pool1', -1), lenet)).toBe(true);
    expect(names(withMoved(whole, 'conv1', -1))).toEqual(names(whole));
  });
});

describe('the catalogue', () => {
  it('describes every option of every kind by its Keras name', () => {
    expect(
      describeKind('conv2d')
        .options.filter(({ advanced }) => !advanced)
        .map(({ keras }) => keras),
    ).toEqual(['filters', 'kernel_size', 'strides', 'padding', 'dilation_rate', 'activation']);
    expect(kerasName('poolSize', 'maxPooling2d')).toBe('pool_size');
    expect(describeKind('leakyReLU').options.map(({ keras }) => keras)).toEqual(['negative_slope']);
    expect(describeKind('localResponseNormalization').options.map(({ keras }) => keras)).toEqual([
      'depth_radius',
      'bias',
      'alpha',
      'beta',
    ]);
    for (const kind of KINDS) {
      const { options, suggested } = describeKind(kind);
      for (const { name, default: fallback } of options)
        if (fallback === undefined) expect(Object.keys(suggested), `${kind} ${name}`).toContain(name);
      expect(Object.keys(building.en.kinds)).toContain(kind);
    }
  });

  it('reads back what it writes: values as text', () => {
    const option = (kind: string, name: string) => {
      const found = describeKind(kind).options.find((one) => one.name === name);
      if (!found) throw new Error(`${kind} has no ${name}`);
      return found;
    };
    const size = option('conv2d', 'kernelSize');
    expect([valueText([5, 5]), valueText([3, 5]), valueText(0.25), valueText(null)]).toEqual([
      '5',
      '3×5',
      '0.25',
      '',
    ]);
    expect(parseValue(size, '3×5')).toEqual([3, 5]);
    expect(parseValue(size, ' 4 ')).toEqual([4, 4]);
    expect(['0', '2.5', 'x', 'five', '1,2,3'].map((text) => parseValue(size, text))).toEqual(
      new Array(5).fill(undefined),
    );
    expect(parseValue(option('maxPooling2d', 'strides'), '')).toBeNull();
    expect(parseValue(option('reshape', 'targetShape'), '7×7×−1')).toEqual([7, 7, -1]);
    expect(parseValue(option('dropout', 'rate'), '0.5')).toBe(0.5);
  });

  it('knows presets by their layers', () => {
    expect(sameNetwork(preset('lenet5'), { ...preset('lenet5'), name: 'other' })).toBe(true);
    expect(sameNetwork(preset('lenet5'), preset('lenet5-1998'))).toBe(false);
  });
});
