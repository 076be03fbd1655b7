// A network drawn to scale: slabs as wide as their channels and as high as their maps. Blocks can be pointed at; the
// table is the accessible alternative.

import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ShownNetwork } from '../../inspect/gallery';
import { ConnectedElement } from '../connectedElement';
import { shared } from '../controls/styles';
import { labelsOf, layOut, scaleMark, type Block, type Scale } from './drawing';
import { PointLayerEvent, drawnLayers, type DrawnLayer } from './facts';
import { galleryWords } from '../locales/gallery';

/** Of the drawing's own coordinates; it is scaled to the room there is. */
export const DRAWING = { width: 960, height: 190 } as const;
const LABELS = 18;
/** Below the labels the scale itself: at most so high and so wide. */
const MARKS = 34;
const MARK = { height: 28, width: 130 } as const;
/** About as wide as a letter of a label. */
const LETTER = 6.4;
/** A Japanese letter beside it. */
const WIDEST = 1.4;
/** A pointer finds a block within this much. */
const REACH = 3;

@customElement('cs-scale-drawing')
export class ScaleDrawingElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      .scroll {
        overflow-x: auto;
        scrollbar-width: thin;
      }
      svg {
        display: block;
        width: 100%;
        min-width: 640px;
        height: auto;
      }
      .side,
      .face,
      .top {
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
        stroke-linejoin: round;
      }
      .plain .side,
      .plain .face,
      .plain .top {
        fill: var(--panel);
        stroke: var(--line-strong);
      }
      .shared .side,
      .shared .face,
      .shared .top {
        fill: var(--accent-soft);
        stroke: var(--accent);
      }
      .row .side,
      .row .face,
      .row .top {
        fill: var(--accent);
        stroke: var(--accent);
      }
      .pointed .side,
      .pointed .face,
      .pointed .top {
        fill: var(--pointed-soft);
        stroke: var(--pointed);
        stroke-width: 1.6;
      }
      .row.pointed .side {
        fill: var(--pointed);
      }
      .ground {
        stroke: var(--line);
        vector-effect: non-scaling-stroke;
      }
      .reach {
        fill: transparent;
      }
      text {
        font: 10.5px var(--mono);
        fill: var(--muted);
        text-anchor: middle;
      }
      .scale line {
        stroke: var(--muted);
        vector-effect: non-scaling-stroke;
      }
      .scale text {
        text-anchor: start;
      }
    `,
  ];

  @property({ attribute: false }) network: ShownNetwork | null = null;
  @property({ attribute: false }) scale: Scale = { channel: 1, cell: 1 };
  @property() pointed: string | null = null;

  #block({ name, holding }: DrawnLayer, { x, width, height, depth }: Block): SVGTemplateResult {
    const base = DRAWING.height;
    const top = base - height;
    const points = (...corners: readonly (readonly [number, number])[]): string =>
      corners.map(([px, py]) => `${px.toFixed(2)},${py.toFixed(2)}`).join(' ');
    const right = x + width;
    const kind = `${holding}${name === this.pointed ? ' pointed' : ''}`;
    return svg`<g
      class=${kind}
      data-testid="block"
      data-layer=${name}
      @pointerenter=${() => this.dispatchEvent(new PointLayerEvent(name))}
    >
      <polygon class="top" points=${points([x, top], [right, top], [right + depth, top - depth], [x + depth, top - depth])} />
      <polygon class="face" points=${points([right, base], [right, top], [right + depth, top - depth], [right + depth, base - depth])} />
      <rect class="side" x=${x} y=${top} width=${width} height=${height} />
      <rect class="reach" x=${x - REACH} y="0" width=${width + depth + 2 * REACH} height=${base} />
    </g>`;
  }

  /** So many pixels of a side are so high, so many channels so wide. */
  #marks(): SVGTemplateResult {
    const { axis } = galleryWords().drawing;
    const [cells, channels] = [
      scaleMark(this.scale.cell, MARK.height),
      scaleMark(this.scale.channel, MARK.width),
    ];
    const foot = DRAWING.height + LABELS + MARKS - 3;
    const top = foot - cells.length;
    const beside = 12 + axis.cells(cells.count).length * LETTER * WIDEST + 24;
    const line = (x1: number, y1: number, x2: number, y2: number): SVGTemplateResult =>
      svg`<line x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
    return svg`<g class="scale" data-testid="scale-marks" data-cells=${cells.count} data-channels=${channels.count}>
      ${line(3, top, 3, foot)}${line(0, top, 6, top)}${line(0, foot, 6, foot)}
      <text x="12" y=${foot - 2}>${axis.cells(cells.count)}</text>
      ${line(beside, foot - 5, beside + channels.length, foot - 5)}
      ${line(beside, foot - 8, beside, foot - 2)}${line(beside + channels.length, foot - 8, beside + channels.length, foot - 2)}
      <text x=${beside + channels.length + 8} y=${foot - 2}>${axis.channels(channels.count)}</text>
    </g>`;
  }

  protected override render(): TemplateResult {
    const { network } = this;
    if (!network) return html``;
    const { drawing } = galleryWords();
    const drawn = drawnLayers(network);
    const layout = layOut(drawn, this.scale, DRAWING.height);
    return html`<div class="scroll" role="region" tabindex="0" aria-label=${network.title}>
      <svg
        role="img"
        aria-label=${drawing.says(network.title, network.layers.length)}
        viewBox=${`0 0 ${DRAWING.width} ${DRAWING.height + LABELS + MARKS}`}
        data-testid="scale-drawing"
        data-network=${network.name}
        @pointerleave=${() => this.dispatchEvent(new PointLayerEvent(null))}
      >
        <line
          class="ground"
          x1="0"
          x2=${DRAWING.width}
          y1=${DRAWING.height + 0.5}
          y2=${DRAWING.height + 0.5}
        />
        ${layout.blocks.map((block, at) => {
          const layer = drawn[at];
          return layer ? this.#block(layer, block) : svg``;
        })}
        ${labelsOf(drawn, layout, LETTER).map(({ text, x }) => svg`<text x=${x} y=${DRAWING.height + 13}>${text}</text>`)}
        ${this.#marks()}
      </svg>
    </div>`;
  }
}
