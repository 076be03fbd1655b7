// A network as a web page of its own: what is put into the page comes out again, whatever the classes are called.

import { describe, expect, test } from 'vitest';
import { readWebPageModel, writeWebPage, type WebPageModel } from '../../src/formats/html/webPage';
import { FormatError } from '../../src/formats/storedModel';
import type { NetworkConfig } from '../../src/models/network';
import { defineNetwork } from '../../src/models/network';

const TEMPLATE =
  '<!doctype html><body><script type="application/json" id="model"></script><p>$& $1</p></body>';
const OPENING = '<script type="application/json" id="model">';

const network: NetworkConfig = {
  name: 'tiny',
  input: [4, 4, 1],
  layers: [
    { kind: 'flatten', name: 'flatten' },
    { kind: 'dense', name: 'out', options: { units: 2, activation: 'softmax' } },
  ],
};

const weights = new Map([
  ['out/weight', Float32Array.from({ length: 32 }, (_, i) => Math.fround(Math.sin(i)))],
  ['out/bias', Float32Array.of(-0, 3.5e-39)],
]);

const model = (labels: readonly string[], over: Partial<WebPageModel> = {}): WebPageModel => ({
  network,
  weights,
  labels: { en: labels, ja: labels.map((label) => `${label}（日本語）`) },
  threshold: 0.7,
  ...over,
});

/** As an HTML parser finds it: up to the first end tag. */
function contentOf(html: string): string {
  const from = html.indexOf(OPENING) + OPENING.length;
  return html.slice(from, html.toLowerCase().indexOf('</script', from));
}

const failure = (write: () => unknown): string => {
  try {
    write();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return (error as Error).message;
  }
  return 'nothing was wrong';
};

describe('written into the template', () => {
  test.each([
    ['plain names', ['Apple', 'Banana']],
    ['an end tag', ['</script><script>alert(1)</script>', '</SCRIPT >']],
    ['the start of a comment', ['<!--<script>', '-->']],
    ['quotes, backslashes and line ends', ['"\'`\\u003c', '\\ \n\u2028 $& $1 ${x}']],
  ])('%s come back as they are', (_, labels) => {
    const html = writeWebPage(TEMPLATE, model(labels));
    const [before, after] = TEMPLATE.split(`${OPENING}</script>`);
    const content = contentOf(html);
    expect(html).toBe(`${before!}${OPENING}${content}</script>${after!}`);
    expect(content).not.toContain('<');
    const read = readWebPageModel('page', content);
    expect(read.labels).toEqual(model(labels).labels);
    expect(read.threshold).toBe(0.7);
    expect(read.network).toEqual(defineNetwork(network).toJSON());
    for (const [name, values] of weights)
      expect(new Uint32Array(read.weights.get(name)!.buffer)).toEqual(new Uint32Array(values.buffer));
  });
});

const familiarity = {
  layer: 'flatten',
  means: [new Float32Array(16).fill(0.25), new Float32Array(16).fill(-1e-9)],
  scales: new Float32Array(16).fill(3),
  limit: 1.25,
};

describe('what is like the pictures that it learned from', () => {
  test('comes back as it is', () => {
    const content = contentOf(writeWebPage(TEMPLATE, model(['a', 'b'], { familiarity })));
    expect(readWebPageModel('page', content).familiarity).toEqual(familiarity);
  });

  test('is not there, where it is not known', () => {
    for (const over of [{}, { familiarity: null }]) {
      const content = contentOf(writeWebPage(TEMPLATE, model(['a', 'b'], over)));
      expect(content).not.toContain('familiarity');
      expect(readWebPageModel('page', content).familiarity).toBeNull();
    }
  });

  test.each([
    ['a layer that is not there', { layer: 'mean' }, "gives a row of numbers. Received 'mean'"],
    ['means of another length', { means: [new Float32Array(15)] }, 'expected 16 numbers for each class'],
    ['no means', { means: [] }, 'expected one for each class'],
  ])('%s is refused when it is written', (_, over, message) => {
    const wrong = { familiarity: { ...familiarity, ...over } };
    expect(failure(() => writeWebPage(TEMPLATE, model(['a', 'b'], wrong)))).toContain(message);
  });

  test.each([
    ['no limit', '"limit":1.25', '"limit":null', "'limit' of 'familiarity' must be a number from 0 on"],
    ['another layer', '"layer":"flatten"', '"layer":"out"', 'expected 2 numbers for each class'],
    ['numbers that are none', '"scales":"', '"scales":"=', "'scales' of 'familiarity' is not base64"],
  ])('%s is refused when it is read', (_, from, to, message) => {
    const content = contentOf(writeWebPage(TEMPLATE, model(['a', 'b'], { familiarity })));
    expect(content).toContain(from);
    expect(failure(() => readWebPageModel('page', content.replace(from, to)))).toContain(message);
  });
});

describe('refused, with what was expected', () => {
  test('another number of labels than classes', () => {
    expect(failure(() => writeWebPage(TEMPLATE, model(['one'])))).toBe(
      'tiny: expected 2 labels, one for each class. Received 1',
    );
  });

  test('a network that sees no grey or colour picture', () => {
    const config = { ...network, input: [4, 2, 2] };
    expect(failure(() => writeWebPage(TEMPLATE, model(['a', 'b'], { network: config })))).toContain(
      'expected one input of height × width × 1 or 3. Received 4×2×2',
    );
  });

  test('a network without probabilities', () => {
    const layers = [{ kind: 'flatten' }, { kind: 'dense', name: 'out', options: { units: 2 } }];
    expect(
      failure(() => writeWebPage(TEMPLATE, model(['a', 'b'], { network: { ...network, layers } }))),
    ).toContain("a row made by softmax. Received 2 of 'out'");
  });

  test('missing weights', () => {
    const some = new Map([...weights].slice(0, 1));
    expect(failure(() => writeWebPage(TEMPLATE, model(['a', 'b'], { weights: some })))).toContain(
      "'out/bias' (2) is missing",
    );
  });

  test.each([
    ['no JSON', (text: string) => text.slice(0, -9), 'expected JSON'],
    ['no labels', (text: string) => text.replace('"labels"', '"names"'), "'labels' must be an object"],
    ['labels that are none', (text: string) => text.replace('"a"', '7'), "label 1 of 'en' must be a string"],
    ['no parameters', (text: string) => text.replace('"parameters"', '"p"'), "'parameters' are missing"],
    [
      'a threshold above 1',
      (text: string) => text.replace('0.7', '1.7'),
      "'threshold' must be a number from 0 to 1",
    ],
  ])('a page with %s', (_, damage, message) => {
    const content = contentOf(writeWebPage(TEMPLATE, model(['a', 'b'])));
    expect(failure(() => readWebPageModel('page', damage(content)))).toContain(message);
  });

  test('a template without a place for the network, or with two', () => {
    expect(() => writeWebPage('<p></p>', model(['a', 'b']))).toThrow('template: expected one empty');
    expect(() => writeWebPage(TEMPLATE + TEMPLATE, model(['a', 'b']))).toThrow('Received 2');
  });
});
