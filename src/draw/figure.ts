// A figure as data: pictures cut from a canvas, colour ramps, curves, lines of text. Pure, but for the canvas it is drawn on: `figureSvg`
// writes it as SVG, with text as text and each picture as an image of its own; `drawFigure` draws the same on a 2-D canvas.

import { cssColour, type ColourMap } from './colourMaps';
import type { Rect } from './layout';

export type FigureItem =
  /** A part of the drawn canvas, at its own place. */
  | { readonly kind: 'picture'; readonly rect: Rect; readonly title: string; readonly framed: boolean }
  | { readonly kind: 'ramp'; readonly rect: Rect; readonly map: ColourMap }
  /** Through all points. */
  | {
      readonly kind: 'curve';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly colour: string;
      readonly width: number;
      /** Lengths of dashes and gaps; empty: solid. */
      readonly dash: readonly number[];
      /** The radius of a dot at each point; 0: none. */
      readonly dots: number;
    }
  | {
      readonly kind: 'text';
      /** Of the baseline's start, middle or end. */
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      /** In CSS pixels. */
      readonly size: number;
      readonly font: 'text' | 'mono';
      readonly bold: boolean;
      readonly colour: string;
      /** Has an outline in the colour of the background, so that it is read over curves. */
      readonly outlined?: boolean;
    };

/** Sizes in CSS pixels. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly background: string;
  readonly line: string;
  readonly fonts: { readonly text: string; readonly mono: string };
  readonly items: readonly FigureItem[];
}

/** XML has no control characters but these three, and no half of a pair (https://www.w3.org/TR/xml/#charsets). */
const NOT_IN_XML = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const escape = (text: string): string =>
  text
    .replace(NOT_IN_XML, '\ufffd')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
const place = ({ x, y, width, height }: Rect): string =>
  `x="${x}" y="${y}" width="${width}" height="${height}"`;

/** To a hundredth of a pixel. */
const round = (value: number): number => Math.round(value * 100) / 100;

/** @param pictureOf a picture as a data address; a figure without pictures needs none */
export function figureSvg(figure: Figure, pictureOf: (rect: Rect) => string = () => ''): string {
  const { width, height, title, background, line, fonts } = figure;
  const ramps = [...new Set(figure.items.flatMap((item) => (item.kind === 'ramp' ? [item.map] : [])))];
  const gradients = ramps.map((map, at) => {
    const last = map.stops.length - 1;
    const stops = map.stops.map(
      (stop, i) =>
        `<stop offset="${(i / last).toFixed(4)}" stop-color="${cssColour(stop).replace(/ /g, ',')}"/>`,
    );
    return `<linearGradient id="ramp${at}">${stops.join('')}</linearGradient>`;
  });
  const items = figure.items.map((item): string => {
    switch (item.kind) {
      case 'picture': {
        const frame = item.framed ? `<rect ${place(item.rect)} fill="none" stroke="${line}"/>` : '';
        return `<g><title>${escape(item.title)}</title><image ${place(item.rect)} preserveAspectRatio="none" href="${pictureOf(item.rect)}"/>${frame}</g>`;
      }
      case 'ramp':
        return `<rect ${place(item.rect)} rx="${item.rect.height / 2}" fill="url(#ramp${ramps.indexOf(item.map)})" stroke="${line}" stroke-width="0.5"/>`;
      case 'curve': {
        const points = item.points.map(([x, y]) => `${round(x)},${round(y)}`);
        const dots = item.dots === 0 ? [] : item.points;
        return [
          `<polyline points="${points.join(' ')}" fill="none" stroke="${item.colour}" stroke-width="${item.width}" stroke-linejoin="round" stroke-dasharray="${item.dash.join(' ') || 'none'}"/>`,
          ...dots.map(
            ([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="${item.dots}" fill="${item.colour}"/>`,
          ),
        ].join('');
      }
      case 'text':
        return `<text x="${item.x}" y="${item.y}" font-family="${escape(fonts[item.font])}" font-size="${item.size}" font-weight="${item.bold ? 600 : 400}" text-anchor="${item.anchor}" fill="${item.colour}"${item.outlined ? ` stroke="${background}" stroke-width="3" paint-order="stroke"` : ''}>${escape(item.text)}</text>`;
      default:
        return item satisfies never;
    }
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<defs>${gradients.join('')}</defs>`,
    `<rect width="100%" height="100%" fill="${background}"/>`,
    ...items,
    '</svg>\n',
  ].join('\n');
}

/**
 * @param scale pixels of the drawing in a CSS pixel
 * @param picture from which pictures are cut, and its pixels in a CSS pixel; a figure without pictures needs none
 */
export function drawFigure(
  context: CanvasRenderingContext2D,
  figure: Figure,
  scale: number,
  picture?: {
    readonly canvas: CanvasImageSource;
    readonly ratio: number;
    readonly origin: Pick<Rect, 'x' | 'y'>;
  },
): void {
  context.setTransform(scale, 0, 0, scale, 0, 0);
  // A cell stays a rectangle of one colour.
  context.imageSmoothingEnabled = false;
  context.fillStyle = figure.background;
  context.fillRect(0, 0, figure.width, figure.height);
  for (const item of figure.items) {
    switch (item.kind) {
      case 'picture': {
        if (!picture) break;
        const { x, y, width, height } = item.rect;
        const { canvas, ratio, origin } = picture;
        const from = [(x - origin.x) * ratio, (y - origin.y) * ratio, width * ratio, height * ratio] as const;
        context.drawImage(canvas, ...from, x, y, width, height);
        context.strokeStyle = figure.line;
        context.lineWidth = 1;
        if (item.framed) context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
        break;
      }
      case 'ramp': {
        const { x, y, width, height } = item.rect;
        const gradient = context.createLinearGradient(x, 0, x + width, 0);
        const last = item.map.stops.length - 1;
        item.map.stops.forEach((stop, at) => gradient.addColorStop(at / last, cssColour(stop)));
        context.fillStyle = gradient;
        context.fillRect(x, y, width, height);
        break;
      }
      case 'curve':
        context.strokeStyle = context.fillStyle = item.colour;
        context.lineWidth = item.width;
        context.lineJoin = 'round';
        context.setLineDash([...item.dash]);
        context.beginPath();
        for (const [x, y] of item.points) context.lineTo(x, y);
        context.stroke();
        context.setLineDash([]);
        for (const [x, y] of item.dots === 0 ? [] : item.points) {
          context.beginPath();
          context.arc(x, y, item.dots, 0, 2 * Math.PI);
          context.fill();
        }
        break;
      case 'text':
        context.fillStyle = item.colour;
        context.font = `${item.bold ? 600 : 400} ${item.size}px ${figure.fonts[item.font]}`;
        context.textAlign = item.anchor === 'middle' ? 'center' : item.anchor;
        context.textBaseline = 'alphabetic';
        if (item.outlined) {
          context.strokeStyle = figure.background;
          context.lineWidth = 3;
          context.lineJoin = 'round';
          context.strokeText(item.text, item.x, item.y);
        }
        context.fillText(item.text, item.x, item.y);
        break;
      default:
        item satisfies never;
    }
  }
}
