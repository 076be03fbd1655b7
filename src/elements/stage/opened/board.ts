// The board of an opened map, its title and its line of words, from one scene.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { styleMap } from '../../styleMap';
import { icons } from '../../controls/icons';
import type { StageFacade } from '../../../session/facade';
import type { Messages } from '../../locale';
import { className, classWords } from '../../text/classes';
import { captionOf } from '../caption';
import { openedMarks } from './marks';
import type { OpenedModel } from './model';
import { classes, figures, frame, heads, place, scales, veils, type OpenedScene } from './parts';

/** The hands on the board. */
export interface BoardHands {
  readonly moved: (event: PointerEvent) => void;
  readonly left: (event: PointerEvent) => void;
  readonly clicked: (event: MouseEvent) => void;
}

/** The map that was opened, at the end of the line. */
function map({ model, layout, words, index, channel, ...rest }: OpenedScene): TemplateResult {
  const { view, last } = model;
  const [rows = 0, columns] = view.outputShape;
  const [row = 0, column = 0] = index;
  const at = columns === undefined ? words.stage.unit(row + 1) : words.stage.cell(row + 1, column + 1);
  const label = last
    ? words.stage.answer
    : columns === undefined
      ? words.stage.stripLabel(view.className, rows)
      : words.stage.mapLabel(view.className, channel + 1, rows, columns);
  return html`<div
    class="out ${last ? 'list' : ''}"
    .style=${styleMap(place(layout.output))}
    role=${last ? 'group' : 'grid'}
    tabindex="0"
    aria-label=${`${label}, ${at}`}
    aria-activedescendant=${last ? nothing : 'at'}
    aria-description=${words.opened.keys}
    data-testid="opened-map"
  >
    ${
      last
        ? classes({ model, layout, words, index, channel, ...rest })
        : html`<canvas></canvas>
            <div role="row"><div role="gridcell" id="at" aria-label=${at}></div></div>`
    }
  </div>`;
}

/** Below the input maps, where more are read than shown. */
function moreButton({ model, layout, words, all, showAll }: OpenedScene): TemplateResult | typeof nothing {
  const last = layout.parts.at(-1);
  if (!last || (model.hidden === 0 && !all)) return nothing;
  const { input } = last;
  return html`<button
    class="more plain"
    data-testid="opened-more"
    aria-expanded=${all ? 'true' : 'false'}
    .style=${styleMap({ left: `${input.x + input.width / 2}px`, top: `${layout.height + 22}px` })}
    @click=${() => showAll(!all)}
  >
    ${all ? words.opened.fewer : words.opened.more(model.hidden)}
  </button>`;
}

export function board(scene: OpenedScene, hands: BoardHands): TemplateResult {
  const { model, layout, index, window, own, now } = scene;
  const rows = layout.parts.slice(0, model.parts.length);
  return html`<div
    class="board"
    .style=${styleMap({ width: `${layout.width}px`, height: `${layout.height}px` })}
    @pointermove=${hands.moved}
    @pointerleave=${hands.left}
    @click=${hands.clicked}
  >
    <canvas
      class="parts"
      data-testid="opened-canvas"
      .style=${styleMap(place({ x: 0, y: 0, width: layout.width, height: layout.height }))}
    ></canvas>
    ${rows.flatMap(({ input, product }) => [input, product].map((rect) => (rect ? frame(rect) : nothing)))}
    ${layout.whole ? frame(layout.whole.input) : nothing}
    ${model.shape.sum && layout.sum ? frame(layout.sum) : nothing} ${veils(scene)}
    ${layout.block ? html`<div class="block" .style=${styleMap(place(layout.block))}></div>` : nothing}
    ${heads(scene)} ${scales(scene)} ${figures(scene)} ${map(scene)}
    <svg class="wires" width=${layout.width} height=${layout.height} aria-hidden="true">
      ${svg`${openedMarks(layout, model, index, window, now, own)}`}
    </svg>
    ${moreButton(scene)}
  </div>`;
}

/** What is opened, and the way to its neighbours. */
export function title(
  session: Pick<StageFacade, 'classNames'>,
  { view, last }: OpenedModel,
  channel: number,
  words: Messages,
  turn: (by: number) => void,
): TemplateResult {
  const { opened, inspector } = words;
  const name = last
    ? classWords(session, words).answer(className(session, channel))
    : view.outputShape.length === 1
      ? inspector.at.unit(view.className, channel + 1)
      : inspector.at.map(view.className, channel + 1);
  const button = (id: string, label: string, icon: TemplateResult, by: number): TemplateResult =>
    html`<button
      class="plain icon"
      data-testid=${`opened-${id}`}
      aria-label=${label}
      @click=${() => turn(by)}
    >
      ${icon}
    </button>`;
  return html`<h2 class="title" data-testid="opened-title">${name}</h2>
    <div class="turn">
      ${button('previous', opened.previous, icons.left(), -1)}
      <span>${opened.place(channel + 1, view.outputShape.at(-1) ?? 1)}</span>
      ${button('next', opened.next, icons.right(), 1)}
    </div>`;
}

/** What happens now in the walk; at rest, what can be done. */
export function caption({ session, model, own, now, beat, words, reads }: OpenedScene): string {
  const { say } = words.opened;
  if (beat === null) return say.rest;
  if (!own || !now) return say.waiting;
  return captionOf(
    {
      beat: now,
      explanation: own,
      maps: model.sourceShape.length === 3 ? reads : 1,
      nameOf: (part) => Number(part.split(' ')[1]) + 1,
      session,
    },
    words,
  );
}
