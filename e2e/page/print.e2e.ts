// On paper: every view is printed, and each of its canvases lies in the PDF with the pixels that it had. Printing on the dark
// theme gives the colours of the light one. A figure of the stage is saved with the keyboard, as PNG and as SVG.

import { expect, test, type Page } from '../support/test';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Rgb } from '../../src/draw/colourMaps';
import { open, chooseLanguage, type App } from '../support/app';
import { firstDigit } from '../support/mnist';
import { pagesIn, picturesIn, type PdfPicture } from '../support/pdf';
import { compute, tile } from '../support/reference';
import {
  cellColours,
  coloursOf,
  middleOf,
  placeOf,
  wantedColour,
  worstCell,
  type ExpectedTile,
  type Picture,
  type TileName,
} from '../support/tiles';

test.describe.configure({ mode: 'serial' });

/** A browser may blend where a picture is printed; colours of numbers may be this far off. */
const TOLERANCE = 3;
const NAMES: readonly TileName[] = [
  { layer: 'input' },
  { layer: 'conv1', channel: 2 },
  { layer: 'conv1', channel: 4, slice: 0 },
  { layer: 'pool1', channel: 1 },
  { layer: 'conv2', channel: 3 },
];

let app: App;
let expected: readonly ExpectedTile[];
test.beforeAll(async ({ browser }) => {
  app = await open(browser, { colorScheme: 'dark', acceptDownloads: true });
  const computed = await compute(app.page, await firstDigit(3));
  expected = NAMES.map((name) => tile(computed, name, 'light'));
  // What stands in the place of the canvases while it is printed.
  await app.page.evaluate(() => {
    const canvases = (root: ParentNode): HTMLCanvasElement[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        ...(element instanceof HTMLCanvasElement ? [element] : []),
        ...(element.shadowRoot ? canvases(element.shadowRoot) : []),
      ]);
    window.addEventListener('beforeprint', () => {
      // The drawing pad is a control, and Chromium prints a chart's lines as lines.
      const controls = 'CS-DRAWING-PAD';
      const shown = canvases(document).filter(
        (canvas) =>
          canvas.checkVisibility() &&
          canvas.width > 1 &&
          canvas.closest('.uplot, .behind') === null &&
          (canvas.getRootNode() as ShadowRoot).host.tagName !== controls,
      );
      const copies = shown.flatMap((canvas) => {
        const { width, height } = canvas;
        // The second context of a WebGPU canvas is null.
        const plain = canvas.getContext('2d') !== null;
        const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
        if (plain) copy?.drawImage(canvas, 0, 0);
        const data = plain ? copy?.getImageData(0, 0, width, height).data : undefined;
        const colours = new Set(data ? new Uint32Array(data.buffer) : []).size;
        return [{ width, height, plain, colours }];
      });
      Object.assign(window, { printed: copies });
    });
  });
});
test.afterAll(async () => {
  expect(app.watched.complaints).toEqual([]);
  await app.page.close();
});

interface Copy {
  readonly width: number;
  readonly height: number;
  /** It is a plain canvas, which is printed. */
  readonly plain: boolean;
  readonly colours: number;
}

async function print(
  page: Page,
): Promise<{ pictures: readonly PdfPicture[]; copies: readonly Copy[]; pages: number }> {
  const pdf = await page.pdf({ printBackground: true, preferCSSPageSize: true });
  const copies = await page.evaluate(() => (window as unknown as { printed: Copy[] }).printed);
  return { pictures: picturesIn(pdf), copies, pages: pagesIn(pdf) };
}

/** Every canvas that is seen lies in the PDF, in its size and with more than one colour. */
function expectPrinted(view: string, { pictures, copies }: Awaited<ReturnType<typeof print>>): void {
  for (const { width, height, plain } of copies) {
    expect(plain, `${view}: a canvas of ${width}×${height} is printed`).toBe(true);
    expect(
      pictures.some((picture) => picture.width === width && picture.height === height),
      `${view}: a canvas of ${width}×${height} lies in the PDF among ${pictures.map((one) => `${one.width}×${one.height}`).join()}`,
    ).toBe(true);
  }
}

const pictureOf = (
  { width, height, rgb }: PdfPicture,
  left: number,
  top: number,
  ratio: number,
): Picture => ({
  width,
  height,
  pixel(x, y) {
    const at = (Math.floor((y - top) * ratio) * width + Math.floor((x - left) * ratio)) * 3;
    return [rgb[at] ?? -1, rgb[at + 1] ?? -1, rgb[at + 2] ?? -1];
  },
});

test('the stage is printed in the colours of its numbers, light, and looks as before afterwards', async () => {
  const { page } = app;
  const before = await coloursOf(page, { layer: 'conv1', channel: 2 });
  const places = await Promise.all(NAMES.map((name) => placeOf(page, name)));
  const canvas = await page.getByTestId('stage-canvas').evaluate((element: HTMLCanvasElement) => {
    const { x, y } = element.getBoundingClientRect();
    return { x, y, width: element.width, height: element.height, ratio: devicePixelRatio };
  });
  const printed = await print(page);
  expectPrinted('stage', printed);
  const picture = printed.pictures.find(
    ({ width, height }) => width === canvas.width && height === canvas.height,
  );
  if (!picture) throw new Error('the stage is not in the PDF');
  const seen = pictureOf(picture, canvas.x, canvas.y, canvas.ratio);
  expected.forEach((one, at) => {
    const { off, text } = worstCell(cellColours(seen, places[at]!), places[at]!, one);
    expect(off, `${JSON.stringify(one.name)}: ${text}`).toBeLessThanOrEqual(TOLERANCE);
  });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => coloursOf(page, { layer: 'conv1', channel: 2 })).toEqual(before);
});

test('with the style sheet of print alone, maps keep their colours and there are no controls', async () => {
  const { page } = app;
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(async () => {
    for (const one of expected) {
      const { off, text } = worstCell(await coloursOf(page, one.name), await placeOf(page, one.name), one);
      expect(off, text).toBeLessThanOrEqual(TOLERANCE);
    }
  }).toPass();
  for (const control of [
    'play',
    'open-files',
    'view-lab',
    'theme',
    'legend',
    'figure-png',
    'open-microscope',
  ])
    await expect(page.getByTestId(control)).toBeHidden();
  await expect(page.getByTestId('scale-bar').first()).toBeVisible();
  const printed = await print(page);
  expectPrinted('stage, emulated', printed);
  // Not 'screen': a PDF would then be made with the styles of the screen.
  await page.emulateMedia({ media: null, colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByTestId('play')).toBeVisible();
});

test('an opened map, one step in slow motion and every other view are printed with their pictures', async () => {
  const { page } = app;
  const rested = async (canvas: string): Promise<void> => {
    await expect(page.locator(canvas).first()).toBeVisible();
    await expect(page.locator('cs-busy', { hasText: /\S/ })).toHaveCount(0);
  };
  const views: readonly [name: string, open: () => Promise<void>][] = [
    [
      'opened map',
      async () => {
        await page.locator('[data-testid=tile][data-layer=conv2]').first().focus();
        await page.keyboard.press('Enter');
        await rested('cs-opened canvas');
        await expect(page.getByTestId('opened-numbers')).toContainText('ReLU');
      },
    ],
    [
      'slow motion',
      async () => {
        await page.getByTestId('opened-close').click();
        await page.getByTestId('open-microscope').click();
        await rested('cs-microscope canvas');
      },
    ],
    [
      'compare',
      async () => {
        await page.getByTestId('microscope-close').click();
        await page.getByTestId('view-compare').click();
        await rested('cs-compare canvas');
      },
    ],
    [
      'shifts',
      async () => {
        await page.getByTestId('view-shifts').click();
        await rested('cs-shifts canvas');
        await expect(page.getByTestId('tolerance')).not.toBeEmpty();
      },
    ],
    [
      'confusion',
      async () => {
        await page.getByTestId('view-confusion').click();
        await expect(page.getByTestId('confusion-summary')).toHaveAttribute('data-busy', 'false');
        await page.getByTestId('confusion-3-3').click();
        await rested('cs-cell-pictures canvas');
      },
    ],
    ['gallery', async () => page.getByTestId('view-gallery').click()],
    ['lab', async () => page.getByTestId('view-lab').click()],
  ];
  for (const [name, show] of views) {
    await show();
    // The inspector beside a view may still wait for its numbers; what is blank is not in a PDF.
    await expect(async () => {
      const printed = await print(page);
      expectPrinted(name, printed);
      expect(printed.pages, `${name} has pages`).toBeGreaterThan(0);
      if (name === 'gallery' || name === 'lab') return;
      expect(printed.copies.length, `${name} has canvases`).toBeGreaterThan(0);
      expect(
        Math.max(...printed.copies.map(({ colours }) => colours)),
        `${name} is not blank`,
      ).toBeGreaterThan(4);
    }).toPass();
  }
  await page.getByTestId('view-stage').click();
});

test('a figure of the stage is saved as SVG and PNG with the keyboard', async () => {
  const { page } = app;
  await chooseLanguage(page, 'ja');
  await expect(page.getByTestId('figure-svg')).toHaveAccessibleName('SVG でステージの図を保存');
  await chooseLanguage(page, 'en');
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  const save = async (format: 'svg' | 'png'): Promise<Buffer> => {
    const coming = page.waitForEvent('download');
    await page.getByTestId(`figure-${format}`).focus();
    await page.keyboard.press('Enter');
    const file = await coming;
    expect(file.suggestedFilename()).toBe(`lenet5.${format}`);
    return readFile(await file.path());
  };
  const svg = (await save('svg')).toString('utf8');
  for (const text of ['>Conv2D<', '>28×28×1<', '>Answer<', '>0…1<', '<linearGradient'])
    expect(svg, text).toContain(text);
  const png = await sharp(await save('png'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(svg)?.[1]);
  const scale = png.info.width / width;
  for (const one of expected) {
    const { layer, channel = 0, slice } = one.name;
    const title = slice === undefined ? `${layer} ${channel}` : `${layer}/kernel ${channel}, ${slice}`;
    const [, x, y, w, h, data] =
      new RegExp(
        `<title>${title}</title><image x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)" height="([\\d.]+)"[^>]*base64,([^"]+)"`,
      ).exec(svg) ?? [];
    const place = { ...(await placeOf(page, one.name)), x: 0, y: 0 };
    expect(Number(w)).toBeCloseTo(place.width, 3);
    expect(Number(h)).toBeCloseTo(place.height, 3);
    const image = await sharp(Buffer.from(data ?? '', 'base64'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const colour = (of: typeof image, left: number, top: number): Rgb => {
      const at = (Math.floor(top) * of.info.width + Math.floor(left)) * 3;
      return [of.data[at] ?? -1, of.data[at + 1] ?? -1, of.data[at + 2] ?? -1];
    };
    const ratio = image.info.width / place.width;
    for (let row = 0; row < place.rows; row++) {
      for (let column = 0; column < place.columns; column++) {
        const middle = middleOf(place, row, column);
        const wanted = wantedColour(one, row, column);
        for (const [format, found] of [
          ['svg', colour(image, middle.x * ratio, middle.y * ratio)],
          ['png', colour(png, (Number(x) + middle.x) * scale, (Number(y) + middle.y) * scale)],
        ] as const) {
          const off = Math.max(...wanted.map((part, at) => Math.abs(part - (found[at] ?? NaN))));
          expect(off, `${format}, ${title} [${row}, ${column}]`).toBeLessThanOrEqual(TOLERANCE);
        }
      }
    }
  }
});
