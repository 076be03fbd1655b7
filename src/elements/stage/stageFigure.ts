// The stage as a figure to take away: the maps as they are drawn, the names and shapes of the layers above, the legend of the
// colours below, and the answer in numbers.

import type { Theme } from '../../draw/colourMaps';
import { drawFigure, figureSvg, type Figure, type FigureItem } from '../../draw/figure';
import { WHOLE, type Rect, type StageLayout } from '../../draw/layout';
import { answerBars, type DrawnLayer } from '../../draw/stageTiles';
import { formatPercent, formatShape } from '../text/format';
import type { Messages } from '../locale';
import { download } from '../clipboard';
import { CHANNEL_TOKENS, channelLetters } from './channels';
import { barsOf, textOf } from './scaleBars';
import { cutName } from '../text/classes';

export type FigureFormat = 'png' | 'svg';

export interface FigureScene {
  readonly layout: StageLayout;
  readonly drawn: readonly (DrawnLayer & { readonly className?: string })[];
  readonly theme: Theme;
  readonly words: Messages;
  /** Of the network. */
  readonly title: string;
  readonly classNames: readonly string[];
  readonly probabilities: readonly number[];
  /** Values of the page's tokens. */
  readonly token: (name: string) => string;
}

const MARGIN = 16;
const HEADER = 56;
const LEGEND = 40;
const SIZE = { name: 12, shape: 11, range: 10, answer: 12 };

/** Where the canvas lies in the figure. */
export const ORIGIN = { x: MARGIN, y: MARGIN + HEADER };

export function stageFigure(scene: FigureScene): Figure {
  const { layout, drawn, theme, words, title, classNames, probabilities, token } = scene;
  const [ink, muted] = [token('--ink'), token('--muted')];
  const on = (rect: Rect): Rect => ({ ...rect, x: rect.x + ORIGIN.x, y: rect.y + ORIGIN.y });
  const items: FigureItem[] = [];
  const text = (
    given: Partial<FigureItem & { kind: 'text' }> & { x: number; y: number; text: string },
  ): void => {
    const usual = { anchor: 'middle', size: SIZE.shape, font: 'text', bold: false, colour: muted } as const;
    items.push({ kind: 'text', ...usual, ...given });
  };
  for (const column of layout.columns) {
    const layer = drawn.find(({ name }) => name === column.layer.name);
    const [first] = column.tiles;
    if (!layer || !first) continue;
    const { form } = column.layer;
    const middle = ORIGIN.x + column.x + column.width / 2;
    const className = layer.className ?? '';
    const lines =
      form === 'picture'
        ? [words.stage.input]
        : form === 'answer'
          ? [words.stage.answer]
          : className.split(/(?<=[a-z])(?=[A-Z])/);
    const top = ORIGIN.y - 26 - (lines.length - 1) * 14;
    lines.forEach((line, at) =>
      text({
        ...{ x: middle, y: top + at * 14, text: line, size: SIZE.name, bold: true, colour: ink },
        font: lines.length > 1 || className === line ? 'mono' : 'text',
      }),
    );
    text({ x: middle, y: ORIGIN.y - 11, text: formatShape(layer.outputShape) });
    if (form === 'answer') {
      const bars = answerBars(first, column.layer.namesWidth);
      items.push({ kind: 'picture', rect: on(bars), title: words.stage.answer, framed: false });
      const shown = column.layer.order ?? probabilities.map((_, at) => at);
      const row = first.height / shown.length;
      const best = probabilities.indexOf(Math.max(...probabilities));
      shown.forEach((at, place) => {
        const value = probabilities[at] ?? NaN;
        const y = ORIGIN.y + first.y + (place + 0.5) * row + 4;
        const look = { size: SIZE.answer, bold: at === best, colour: at === best ? ink : muted };
        text({
          ...look,
          x: ORIGIN.x + first.x,
          y,
          text: cutName(classNames[at] ?? String(at), column.layer.namesWidth),
          anchor: 'start',
        });
        const right = ORIGIN.x + first.x + first.width;
        text({ ...look, x: right, y, text: formatPercent(value), anchor: 'end', font: 'mono' });
      });
      continue;
    }
    const named = (name: string, channel: number): string =>
      channel === WHOLE ? name : `${name} ${channel}`;
    for (const tile of column.tiles)
      items.push({ kind: 'picture', rect: on(tile), title: named(layer.name, tile.channel), framed: true });
    for (const tile of column.slices)
      items.push({
        ...{ kind: 'picture', rect: on(tile), framed: false },
        title: named(`${layer.name}/kernel ${tile.channel},`, tile.slice).replace(/,$/, ''),
      });
    for (const [at, { x, y, ...letter }] of channelLetters(column).entries())
      text({
        ...{ ...letter, x: ORIGIN.x + x, y: ORIGIN.y + y, bold: true, font: 'mono' },
        colour: token(CHANNEL_TOKENS[at] ?? '--ink'),
      });
    for (const bar of barsOf(column, drawn, theme, null)) {
      const { left, right, side, map } = bar;
      const y = ORIGIN.y + layout.height + 12;
      items.push({
        kind: 'ramp',
        rect: { x: ORIGIN.x + left, y, width: right - left, height: 5 },
        map,
      });
      if (bar.also)
        items.push({
          kind: 'ramp',
          rect: { x: ORIGIN.x + left, y: y - 7, width: right - left, height: 5 },
          map: bar.also,
        });
      const at = { both: (left + right) / 2, left: right, right: left }[side];
      const anchor = ({ both: 'middle', left: 'end', right: 'start' } as const)[side];
      text({ x: ORIGIN.x + at, y: y + 17, text: textOf(bar), anchor, size: SIZE.range, font: 'mono' });
    }
  }
  return {
    width: Math.ceil(layout.width) + 2 * MARGIN,
    height: Math.ceil(layout.height) + HEADER + LEGEND + 2 * MARGIN,
    title,
    background: token('--paper'),
    line: token('--line'),
    fonts: { text: token('--font'), mono: token('--mono') },
    items,
  };
}

/** @param canvas of the stage, copied while it could be read */
export async function saveFigure(
  format: FigureFormat,
  name: string,
  figure: Figure,
  canvas: HTMLCanvasElement,
  ratio: number,
): Promise<void> {
  if (format === 'svg') {
    const svg = figureSvg(figure, (rect) => cut(canvas, rect, ratio));
    download(`${name}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
    return;
  }
  const scale = Math.max(2, ratio);
  const page = document.createElement('canvas');
  [page.width, page.height] = [Math.round(figure.width * scale), Math.round(figure.height * scale)];
  const context = page.getContext('2d');
  if (!context) return;
  drawFigure(context, figure, scale, { canvas, ratio, origin: ORIGIN });
  const blob = await new Promise<Blob | null>((resolve) => page.toBlob(resolve, 'image/png'));
  if (blob) download(`${name}.png`, blob);
}

/** A part of the canvas as a data address, pixel by pixel. */
function cut(canvas: HTMLCanvasElement, rect: Rect, ratio: number): string {
  const part = document.createElement('canvas');
  [part.width, part.height] = [Math.round(rect.width * ratio), Math.round(rect.height * ratio)];
  const [x, y] = [Math.round((rect.x - ORIGIN.x) * ratio), Math.round((rect.y - ORIGIN.y) * ratio)];
  part.getContext('2d')?.drawImage(canvas, -x, -y);
  return part.toDataURL('image/png');
}
