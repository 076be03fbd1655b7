// Which channel of a colour picture is which: letters beside its maps, and a stripe in the channel's colour beside each map
// and each slice of a kernel that reads it.

import { css, svg, type SVGTemplateResult } from 'lit';
import { WHOLE, type PlacedColumn, type PlacedTile, type StageLayout } from '../../draw/layout';

export const CHANNEL_LETTERS = ['R', 'G', 'B'] as const;

/** The page's colours of their names. */
export const CHANNEL_TOKENS = ['--red', '--green', '--blue'] as const;

export const channelStyles = css`
  .letter {
    font: 600 var(--type-label) var(--mono);
    stroke: none;
  }
  .stripe {
    stroke: none;
  }
  .channel-0 {
    fill: var(--red);
  }
  .channel-1 {
    fill: var(--green);
  }
  .channel-2 {
    fill: var(--blue);
  }
`;

const STRIPE = 2;

export interface PlacedLetter {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

const channelsOf = ({ layer, tiles }: PlacedColumn): readonly PlacedTile[] =>
  layer.colour ? tiles.filter(({ channel }) => channel !== WHOLE) : [];

/** The letters of a column's channels: left of maps that stand one above the other, above those in a row. */
export function channelLetters(column: PlacedColumn): readonly PlacedLetter[] {
  const channels = channelsOf(column);
  const inRow = channels[0]?.y === channels[1]?.y;
  return channels.map(({ channel, x, y }) => ({
    text: CHANNEL_LETTERS[channel] ?? '',
    ...(inRow ? { x, y: y - 3, anchor: 'start' } : { x: x - 6, y: y + 9, anchor: 'end' }),
  }));
}

/** Marks above the canvas, in its coordinates. */
export function channelMarks({ columns }: StageLayout): readonly SVGTemplateResult[] {
  return columns.flatMap((column) => {
    const maps = channelsOf(column);
    const inRow = maps[0]?.y === maps[1]?.y;
    const letters = channelLetters(column).map(
      ({ text, x, y, anchor }, at) =>
        svg`<text class=${`letter channel-${at}`} x=${x} y=${y} text-anchor=${anchor}>${text}</text>`,
    );
    const stripe = (at: number, x: number, y: number, width: number, height: number): SVGTemplateResult =>
      svg`<rect class=${`stripe channel-${at}`} x=${x} y=${y} width=${width} height=${height} />`;
    const slices = column.layer.kernel?.colour ? column.slices.filter(({ slice }) => slice !== WHOLE) : [];
    return [
      ...letters,
      ...maps.map(({ channel, x, y, width, height }) =>
        inRow
          ? stripe(channel, x + 10, y - 7, width - 10, STRIPE)
          : stripe(channel, x - STRIPE - 1, y, STRIPE, height),
      ),
      ...slices.map(({ slice, x, y, height }) => stripe(slice, x - STRIPE - 1, y, STRIPE, height)),
    ];
  });
}
