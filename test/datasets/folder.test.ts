import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodePicture, readImageFolder, readTestFolder } from '../../datasets/folder/node';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convscope-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Format = 'png' | 'jpeg' | 'webp';

async function picture(path: string, color: string, format: Format, width = 8, height = 8): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await sharp({ create: { width, height, channels: 3, background: color } })
    .toFormat(format)
    .toFile(join(folder, path));
}

test('PNG, JPEG and WebP become RGB; classes and files go by name', async () => {
  await picture('red/a.png', '#ff0000', 'png');
  await picture('red/b.JPG', '#ff0000', 'jpeg', 30, 11);
  await picture('blue/a.webp', '#0000ff', 'webp', 5, 40);
  await picture('blue/b.png', '#0000ff', 'png');
  await writeFile(join(folder, 'blue/notes.txt'), 'not a picture');
  const { train, test: held } = await readImageFolder(folder, { size: 4, testShare: 0.5 });
  for (const part of [train, held]) {
    expect(part).toMatchObject({ count: 2, height: 4, width: 4, channels: 3, classNames: ['blue', 'red'] });
    expect([...part.labels]).toEqual([0, 1]);
    const blue = part.images.subarray(0, 3);
    const red = part.images.subarray(48, 51);
    expect(blue[2]).toBeGreaterThan(245);
    expect(blue[0]).toBeLessThan(10);
    expect(red[0]).toBeGreaterThan(245);
    expect(red[2]).toBeLessThan(10);
  }
});

test('classes can be named: only those, in that order', async () => {
  await picture('blue/a.png', '#0000ff', 'png');
  await picture('green/a.png', '#00ff00', 'png');
  await picture('red/a.png', '#ff0000', 'png');
  const { train } = await readImageFolder(folder, { size: 2, testShare: 0, classes: ['red', 'blue'] });
  expect(train).toMatchObject({ count: 2, classNames: ['red', 'blue'] });
  expect([...train.images.subarray(0, 3)]).toEqual([255, 0, 0]);
  await expect(readImageFolder(folder, { size: 2, classes: ['red', 'plum'] })).rejects.toThrow(
    'needs the classes plum. Received blue, green, red.',
  );
});

test('the central square is kept', async () => {
  // 6 × 2: two black columns, two white, two black. The centre 2 × 2 is white.
  const row = [0, 0, 255, 255, 0, 0];
  const raw = { width: 6, height: 2, channels: 1 } as const;
  await sharp(new Uint8Array([...row, ...row]), { raw })
    .png()
    .toFile(join(folder, 'bars.png'));
  const pixels = await decodePicture(join(folder, 'bars.png'), 2);
  expect([...pixels]).toEqual(Array<number>(12).fill(255));
});

test('transparent becomes white, grey becomes RGB', async () => {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  await sharp({ create: { width: 2, height: 2, channels: 4, background: clear } })
    .png()
    .toFile(join(folder, 'clear.png'));
  expect([...(await decodePicture(join(folder, 'clear.png'), 1))]).toEqual([255, 255, 255]);
  const raw = { width: 1, height: 1, channels: 1 } as const;
  await sharp(new Uint8Array([100]), { raw })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, 'grey.png'));
  expect([...(await decodePicture(join(folder, 'grey.png'), 1))]).toEqual([100, 100, 100]);
});

test('a file that cannot be decoded is named', async () => {
  for (const name of ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png']) await picture(name, '#888888', 'png');
  await writeFile(join(folder, 'b/broken.jpg'), 'this is text');
  await expect(readImageFolder(folder, { size: 4 })).rejects.toThrow(
    `picture '${join(folder, 'b/broken.jpg')}': cannot be decoded (`,
  );
});

test('a cut-off JPEG is named, not filled with grey', async () => {
  await picture('whole.jpg', '#40a060', 'jpeg', 64, 64);
  const whole = await sharp(join(folder, 'whole.jpg')).toFormat('jpeg').toBuffer();
  await writeFile(join(folder, 'cut.jpg'), whole.subarray(0, whole.length - 40));
  await expect(decodePicture(join(folder, 'cut.jpg'), 4)).rejects.toThrow("cut.jpg': cannot be decoded");
});

test('folders without classes or pictures are refused', async () => {
  await expect(readImageFolder(join(folder, 'none'), { size: 4 })).rejects.toThrow('cannot be read');
  await expect(readImageFolder(folder, { size: 4 })).rejects.toThrow('2 to 256 of them. Received 0.');
  await picture('a/1.png', '#888888', 'png');
  await mkdir(join(folder, 'b'));
  await expect(readImageFolder(folder, { size: 4 })).rejects.toThrow(
    "class 'b' needs PNG, JPEG or WebP files. Received 0 other files.",
  );
  await expect(readImageFolder(folder, { size: 0 })).rejects.toThrow('Received 0.');
});

/** Grey as told, so that a picture can be known again. */
const grey = (path: string, value: number): Promise<void> =>
  picture(path, `#${value.toString(16).padStart(2, '0').repeat(3)}`, 'png', 1, 1);
const values = ({ images }: { images: Uint8Array }): number[] => [...images].filter((_, i) => i % 3 === 0);

test('frames of a recording stay together; split by frame they do not, and that is said', async () => {
  for (const [at, name] of ['a', 'b'].entries()) {
    // Five recordings of four frames, three told by their names and two by a folder.
    for (let recording = 0; recording < 5; recording++) {
      for (let frame = 0; frame < 4; frame++) {
        const file = recording < 3 ? `cam_${recording}_${frame}` : `day ${recording}/${frame}`;
        await grey(`${name}/${file}.png`, at * 100 + recording * 10 + frame);
      }
    }
  }
  const options = { size: 1, testShare: 0.2, seed: 3 };
  const { train, test: held, shared } = await readImageFolder(folder, options);
  expect([train.count, held.count, shared]).toEqual([32, 8, 0]);
  const recordings = (part: typeof train): Set<number> =>
    new Set(values(part).map((v) => Math.floor(v / 10)));
  expect(recordings(held).size).toBe(2);
  expect([...recordings(held)].filter((recording) => recordings(train).has(recording))).toEqual([]);
  const byFrame = await readImageFolder(folder, { ...options, split: 'frame' });
  expect([byFrame.train.count, byFrame.test.count]).toEqual([32, 8]);
  expect(byFrame.shared).toBe(8);
});

test('Training/ and Test/, as Fruits-360 has them, are taken as they are, and what they share is counted', async () => {
  for (const [at, name] of ['Apple 6', 'Plum 2'].entries()) {
    for (let frame = 0; frame < 3; frame++) await grey(`Training/${name}/${frame}_100.png`, at * 10 + frame);
    await grey(`Training/${name}/r_0_100.png`, at * 10 + 3);
    await grey(`Test/${name}/3_100.png`, 100 + at * 10);
    await grey(`Test/${name}/r2_5_100.png`, 100 + at * 10 + 1);
  }
  await mkdir(join(folder, 'papers'));
  const { train, test: held, shared } = await readImageFolder(folder, { size: 1 });
  expect(train.classNames).toEqual(['Apple 6', 'Plum 2']);
  expect(values(train)).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  expect(values(held)).toEqual([100, 101, 110, 111]);
  expect(shared).toBe(2); // 3_100 of both classes: the turn is trained on; r2 is not
  expect(values(await readTestFolder(folder, { size: 1 }))).toEqual(values(held));
  expect((await readImageFolder(folder, { size: 1, testShare: 0 })).train.count).toBe(8);

  // Split anew, whole turns: those without a letter, r and r2.
  const anew = await readImageFolder(folder, { size: 1, split: 'recording', seed: 2 });
  expect(anew.train.count + anew.test.count).toBe(12);
  expect(anew.shared).toBe(0);

  await grey('Test/Pear/1_100.png', 1);
  await expect(readImageFolder(folder, { size: 1 })).rejects.toThrow(
    'training and test need the same classes, Apple 6, Plum 2. Received Apple 6, Pear, Plum 2.',
  );
});

test('training pictures can be limited per class, the test stays whole', async () => {
  for (const name of ['a', 'b']) for (let i = 0; i < 10; i++) await grey(`${name}/x${i}.png`, i);
  const { train, test: held } = await readImageFolder(folder, { size: 1, perClass: 3 });
  expect([train.count, held.count]).toEqual([6, 4]);
});

test('no folder and no picture is read twice, however links lead; what was left out is said', async () => {
  for (const [at, name] of ['apple', 'plum', 'pear'].entries()) {
    await picture(`photos/${name}/a.png`, '#ff0000', 'png');
    await picture(`photos/${name}/b.png`, '#00ff00', 'png', 8 + at);
  }
  const root = join(folder, 'photos');
  const links: readonly (readonly [to: string, at: string])[] = [
    [root, 'again'],
    [join(root, 'apple'), 'malus'],
    [root, 'plum/loop'],
    [folder, 'plum/above'],
    [join(root, 'apple/a.png'), 'plum/c.png'],
    [join(root, 'nothing.png'), 'plum/d.png'],
  ];
  for (const [to, at] of links) await symlink(to, join(root, at));
  const { train, leftOut } = await readImageFolder(root, { size: 2, testShare: 0 });
  expect(train).toMatchObject({ count: 6, classNames: ['apple', 'pear', 'plum'] });
  expect([...train.labels]).toEqual([0, 0, 1, 1, 2, 2]);
  expect(leftOut).toHaveLength(links.length);
  for (const [, at] of links) expect(leftOut.join('\n')).toContain(`'${join(root, at)}'`);
  const said: string[] = [];
  expect(await readTestFolder(root, { size: 2 }, said)).toMatchObject({ count: 6 });
  expect(said).toEqual(leftOut);
});

test('links to what is not read yet are followed', async () => {
  await picture('elsewhere/apples/a.png', '#ff0000', 'png');
  await picture('photos/plum/a.png', '#ff0000', 'png');
  await symlink(join(folder, 'elsewhere/apples'), join(folder, 'photos/apple'));
  const { train, leftOut } = await readImageFolder(join(folder, 'photos'), { size: 2, testShare: 0 });
  expect([train.count, train.classNames, leftOut]).toEqual([2, ['apple', 'plum'], []]);
});

test('Test/ that is Training/ by a link is refused', async () => {
  await picture('photos/Training/a/a.png', '#ff0000', 'png');
  await picture('photos/Training/b/a.png', '#ff0000', 'png');
  await symlink(join(folder, 'photos/Training'), join(folder, 'photos/Test'));
  await expect(readImageFolder(join(folder, 'photos'), { size: 2 })).rejects.toThrow(
    /Test': is the same folder as '.*Training'/,
  );
});

test('a class with one picture is named where it must give one to the test', async () => {
  await picture('apple/a.png', '#ff0000', 'png');
  await picture('plum/a.png', '#ff0000', 'png');
  await picture('plum/b.png', '#ff0000', 'png');
  await expect(readImageFolder(folder, { size: 2 })).rejects.toThrow(/class 'apple' needs at least 2 images/);
});

test('an SVG with the name of a PNG is refused as what it is', async () => {
  const file = join(folder, 'a.png');
  await writeFile(file, '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
  await expect(decodePicture(file, 2)).rejects.toThrow(
    `picture '${file}': cannot be decoded (it is SVG; expected PNG, JPEG or WebP).`,
  );
});
