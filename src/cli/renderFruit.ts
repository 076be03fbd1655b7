// `npm run render-fruit`: writes rendered fruit as PNG, a folder a class, as `--data folder:DIR` reads it.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import sharp from 'sharp';
import { ALL_FRUITS, DEFAULT_FRUITS, fruitNames, type FruitName } from '../fruit/fruits';
import { renderFruit } from '../fruit/render';
import { requestGpuDevice } from '../gpu/requestDevice';
import { UsageError, wholeNumber } from './options';
import { print, printError } from './print';

export interface RenderOptions {
  readonly out: string;
  readonly perClass: number;
  readonly seed: number;
  readonly first: number;
  readonly classes: readonly FruitName[];
  readonly size: number;
  readonly samples: number;
  readonly sheet: boolean;
  readonly json: boolean;
}

const HELP = `Renders synthetic pictures of fruit on this machine's GPU.

  npm run render-fruit -- --out DIR --per-class 100 --seed 1

  --out DIR        output folder: DIR/CLASS/0001.png, …; created if it is missing
  --per-class N    pictures per class [100]
  --seed N         the same seed gives the same pictures [1]
  --first N        number of the first picture: other pictures of the same seed, for a test set [0]
  --classes A,B    ${DEFAULT_FRUITS.join(',')} by default;
                   available as well: ${ALL_FRUITS.filter((name) => !(DEFAULT_FRUITS as readonly string[]).includes(name)).join(', ')}
  --size N         height and width, an even number from 16 to 1024 [64]
  --samples N      rays per pixel along each axis, 1 to 4: smoother edges, N × N times the work [2]
  --sheet          also writes DIR/CLASS.png with all pictures of a class side by side
  --json           one JSON object per line; the last is {"event":"done", …}
  --help           this text
`;

/** @returns null if the help was asked for. @throws UsageError */
export function readRenderOptions(argv: readonly string[]): RenderOptions | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  let values;
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        ...{
          out: text,
          'per-class': text,
          seed: text,
          first: text,
          classes: text,
          size: text,
          samples: text,
        },
        ...{ sheet: flag, json: flag, help: flag },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, {
      cause,
    });
  }
  if (values.help === true) return null;
  if (values.out === undefined || values.out === '')
    throw new UsageError('--out must name a folder. Received nothing');
  return {
    out: values.out,
    perClass: wholeNumber('--per-class', values['per-class'] ?? '100'),
    seed: wholeNumber('--seed', values.seed ?? '1', 0),
    first: wholeNumber('--first', values.first ?? '0', 0),
    classes: classesOf(values.classes),
    size: wholeNumber('--size', values.size ?? '64'),
    samples: wholeNumber('--samples', values.samples ?? '2'),
    sheet: values.sheet ?? false,
    json: values.json ?? false,
  };
}

/** @throws UsageError */
export function classesOf(given: string | undefined): readonly FruitName[] {
  if (given === undefined) return DEFAULT_FRUITS;
  try {
    return fruitNames(given.split(',').map((name) => name.trim()));
  } catch (cause) {
    throw new UsageError(`--classes: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** @returns the exit code of the process: 0 done, 1 failed, 2 wrong usage */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readRenderOptions(argv);
    if (options === null) print(HELP);
    else await render(options);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const wrongUsage = error instanceof UsageError || error instanceof RangeError;
    printError(`\n${error.message}\n`);
    if (wrongUsage) printError('See: npm run render-fruit -- --help\n');
    return wrongUsage ? 2 : 1;
  }
}

async function render(options: RenderOptions): Promise<void> {
  const { out, classes, perClass, size, sheet, json } = options;
  const say = (value: object): void => print(`${JSON.stringify(value)}\n`);
  await mustBeEmpty(out, classes);
  const { device, description } = await requestGpuDevice();
  const total = classes.length * perClass;
  if (json) say({ event: 'start', device: description, classes, pictures: total, size, seed: options.seed });
  else print(`${total.toLocaleString('en-US')} pictures, ${size} × ${size}, on ${description}\n`);
  const bar = json
    ? null
    : new SingleBar({
        format: '{name} {bar} {value}/{total}  {eta_formatted} left',
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
      });
  bar?.start(total, 0, { name: 'rendering' });
  const startedAt = performance.now();
  let renderMs = 0;
  let written = 0;
  // A class at a time: memory holds no more than that.
  for (const name of classes) {
    const before = performance.now();
    const set = await renderFruit(device, {
      ...options,
      classes: [name],
      onProgress: (done) => bar?.update(written + Math.floor(done / 2)),
    });
    const { images } = await set.read();
    renderMs += performance.now() - before;
    set.destroy();
    await mkdir(join(out, name), { recursive: true });
    const bytes = size * size * 3;
    for (let i = 0; i < perClass; i++) {
      const picture = images.subarray(i * bytes, (i + 1) * bytes);
      await writeFile(
        join(out, name, `${String(options.first + i + 1).padStart(4, '0')}.png`),
        await png(picture, size, size),
      );
      bar?.update(++written);
    }
    if (sheet) await writeFile(join(out, `${name}.png`), await contactSheet(images, perClass, size));
    if (json) say({ event: 'class', name, pictures: perClass });
  }
  bar?.stop();
  const seconds = (performance.now() - startedAt) / 1000;
  const msPerPicture = renderMs / total;
  if (json) say({ event: 'done', out, pictures: total, seconds, msPerPicture });
  else print(`done: ${out}, ${seconds.toFixed(1)} s, ${msPerPicture.toFixed(1)} ms to render a picture\n`);
}

/** Pictures of another run would mix with these. @throws UsageError */
async function mustBeEmpty(out: string, classes: readonly string[]): Promise<void> {
  for (const name of classes) {
    const there = await readdir(join(out, name)).catch(() => []);
    if (there.length > 0)
      throw new UsageError(
        `--out: '${join(out, name)}' already holds ${there.length} file${there.length === 1 ? '' : 's'}; choose an empty folder`,
      );
  }
}

function png(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** All pictures side by side, about as wide as high. */
function contactSheet(images: Uint8Array, count: number, size: number): Promise<Buffer> {
  const columns = Math.ceil(Math.sqrt(count * 1.6));
  const rows = Math.ceil(count / columns);
  const sheet = new Uint8Array(columns * rows * size * size * 3).fill(255);
  for (let n = 0; n < count; n++) {
    const [left, top] = [(n % columns) * size, Math.floor(n / columns) * size];
    for (let i = 0; i < size; i++) {
      const line = images.subarray((n * size + i) * size * 3, (n * size + i + 1) * size * 3);
      sheet.set(line, ((top + i) * columns * size + left) * 3);
    }
  }
  return png(sheet, columns * size, rows * size);
}
