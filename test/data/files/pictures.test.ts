import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readDataSet } from '../../../src/data/files/readDataSet';
import { decodeStub, file, picture, refusalOf, tar } from '../../support/dataSetFiles';

const read = (files: Parameters<typeof readDataSet>[0], size = 1) =>
  readDataSet(files, { decode: decodeStub, size });

/** `paths` each with a grey picture whose value is its place in the list; a colour in the last one. */
const pictures = (...paths: string[]): Record<string, Uint8Array> =>
  Object.fromEntries(paths.map((path, at) => [path, picture(at, at, at === paths.length - 1 ? 255 : at)]));

const classes = ['apple/1.png', 'apple/2.png', 'plum/1.jpg', 'plum/2.webp'];

describe('a folder per class', () => {
  test.each([
    ['in a zip', [file('fruit.zip', zipSync(pictures(...classes)))]],
    [
      'below one folder',
      [file('fruit.zip', zipSync(pictures(...classes.map((path) => `my/fruit/${path}`))))],
    ],
    [
      'in a tar',
      [
        file(
          'fruit.tar',
          tar(Object.entries(pictures(...classes)).map(([name, bytes]) => ({ name, bytes }))),
        ),
      ],
    ],
    ['as paths', Object.entries(pictures(...classes)).map(([path, bytes]) => file(`fruit/${path}`, bytes))],
    [
      'a zip per class, named after it',
      [
        file('apple-samples.zip', zipSync(pictures('1.png', '2.png', '3.png'))),
        file('plum-samples (1).zip', zipSync(pictures('1.png', '2.png'))),
      ],
    ],
    [
      'a zip per class with its folder',
      [
        file('a.zip', zipSync(pictures('apple/1.png', 'apple/2.png'))),
        file('b.zip', zipSync(pictures('plum/1.png', 'plum/2.png'))),
      ],
    ],
    [
      'with what systems put beside it',
      [
        file(
          'fruit.zip',
          zipSync({ ...pictures(...classes), '__MACOSX/apple/._1.png': picture(1), '.DS_Store': picture(1) }),
        ),
      ],
    ],
  ])('%s: a test part is held out', async (_, files) => {
    const data = await read(files);
    expect(data).toMatchObject({ format: 'pictures', test: { count: 2, labels: new Uint8Array([0, 1]) } });
    expect(data.train).toMatchObject({ height: 1, width: 1, channels: 3, classNames: ['apple', 'plum'] });
  });

  test.each([
    [
      'Training/ and Test/',
      [
        file(
          'fruits-360.zip',
          zipSync(
            pictures(
              ...classes.flatMap((path) => [`root/Training/${path}`, `root/Test/${path}`]),
              'root/papers/figure.png',
            ),
          ),
        ),
      ],
    ],
    [
      'train.zip and test.zip',
      ['train', 'test'].map((part) => file(`${part}.zip`, zipSync(pictures(...classes)))),
    ],
  ])('%s are taken as they are', async (_, files) => {
    const data = await read(files);
    expect([data.train.count, data.test.count, data.train.classNames]).toEqual([4, 4, ['apple', 'plum']]);
  });

  test('pictures for validation are trained on, or are the test part if there is no other', async () => {
    const of = (...parts: string[]) =>
      file('a.zip', zipSync(pictures(...parts.flatMap((part) => classes.map((path) => `${part}/${path}`)))));
    const counts = async (zip: ReturnType<typeof of>) => {
      const data = await read([zip]);
      return [data.train.count, data.test.count];
    };
    expect(await counts(of('train', 'val', 'test'))).toEqual([8, 4]);
    expect(await counts(of('train', 'validation'))).toEqual([4, 4]);
    expect(await counts(of('Training'))).toEqual([2, 2]);
  });

  test('folders of these names without folders in them are classes', async () => {
    const zip = file('a.zip', zipSync(pictures('train/1.png', 'train/2.png', 'bus/1.png', 'bus/2.png')));
    expect((await read([zip])).train.classNames).toEqual(['bus', 'train']);
  });

  test('frames of one recording stay together in the split, and may when they are split again', async () => {
    const frames = ['a', 'b'].flatMap((name) =>
      ['kitchen1_0001', 'kitchen1_0002', 'garden2_0001', 'garden2_0002'].map(
        (frame) => `${name}/${frame}.png`,
      ),
    );
    const data = await read([file('frames.zip', zipSync(pictures(...frames)))]);
    expect(data.test.count).toBe(4);
    for (const [label, recording] of data.recordings?.entries() ?? [])
      expect(data.recordings?.[label - (label % 2)]).toBe(recording);
  });

  test('pictures are of the size that is asked for; grey ones have one channel if all are grey', async () => {
    const grey = Object.fromEntries(classes.map((path, at) => [path, picture(at)]));
    expect((await read([file('grey.zip', zipSync(grey))], 3)).train).toMatchObject({
      height: 3,
      width: 3,
      channels: 1,
    });
    expect((await read([file('colour.zip', zipSync(pictures(...classes)))], 3)).train.images).toHaveLength(
      2 * 27,
    );
  });

  test('a decoder may give RGBA; what is transparent lies on white', async () => {
    const zip = file('clear.zip', zipSync(pictures(...classes)));
    const decode = () => Promise.resolve(Uint8ClampedArray.of(255, 0, 0, 51));
    expect([...(await readDataSet([zip], { decode, size: 1 })).test.images]).toEqual([
      255, 204, 204, 255, 204, 204,
    ]);
  });
});

test('progress rises from 0 to 1', async () => {
  const seen: number[] = [];
  const zip = file('fruit.zip', zipSync(pictures(...classes)));
  await readDataSet([zip], { decode: decodeStub, onProgress: (fraction) => seen.push(fraction) });
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(1);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(new Set(seen).size).toBeGreaterThan(4);
});

test('an abort rejects with its reason, and no further picture is decoded', async () => {
  const abort = new AbortController();
  const many = pictures(...Array.from({ length: 50 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'}/${i}.png`));
  let decodedCount = 0;
  const reading = readDataSet([file('many.zip', zipSync(many))], {
    signal: abort.signal,
    decode: (...picked) => {
      decodedCount++;
      abort.abort(new Error('enough'));
      return decodeStub(...picked);
    },
  });
  await expect(reading).rejects.toThrow('enough');
  expect(decodedCount).toBeLessThan(10);
});

test('after a picture that is damaged, the others are left', async () => {
  const many = pictures(...Array.from({ length: 50 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'}/${i}.png`));
  let decodedCount = 0;
  const decode = () => Promise.reject(new Error(`no ${++decodedCount}`));
  expect(await refusalOf(() => readDataSet([file('many.zip', zipSync(many))], { decode }))).toMatch(
    /^file 'many\.zip', entry 'a\/\d+\.png': expected an intact picture\. Received one that cannot be decoded\.$/,
  );
  expect(decodedCount).toBeLessThan(10);
});
