// Two questions that a learner can put to a network by hand: what if a part is hidden, and what if the background is
// another. The same square and circle are drawn here and, on the GPU, into what the network sees.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { BACKGROUNDS, type Background } from '../../../lab/frameInput';
import { choices } from '../../controls/choices';
import { slider } from '../../controls/slider';
import { formatPercent } from '../../text/format';
import { labWords } from '../words';

export type Experiment = 'cover' | 'background';

/** As parts of the picture's side. */
export interface Cover {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

interface State {
  readonly cover: Cover;
  readonly background: Background;
  readonly radius: number;
  readonly moved: (cover: Cover) => void;
}

/** More than that is a change. */
const CHANGE = 0.15;
const STEP = 0.04;
const SIDE = { least: 0.1, most: 0.7 };
const RADIUS = { least: 0.2, most: 0.7 };

const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
const moveTo = (cover: Cover, left: number, top: number): Cover => ({
  ...cover,
  left: within(left, 1 - cover.side),
  top: within(top, 1 - cover.side),
});

/** Over the square picture. */
export function experimentOverlay({
  experiment,
  cover,
  background,
  radius,
  moved,
}: State & { readonly experiment: Experiment }): TemplateResult {
  const words = labWords().try;
  if (experiment === 'background') {
    if (background === 'own') return html``;
    return html`<svg class="scene" viewBox="0 0 1 1" aria-hidden="true">
      <defs>
        <mask id="outside">
          <rect width="1" height="1" fill="#fff" />
          <circle cx="0.5" cy="0.5" r=${radius} fill="#000" />
        </mask>
        <pattern id="stripes" width="0.2" height="0.2" patternUnits="userSpaceOnUse">
          ${[0, 1, 2].map((n) => svg`<path d=${`M${0.2 * n - 0.2} 0.2L${0.2 * n} 0h-0.1L${0.2 * n - 0.3} 0.2z`} fill="#405999" />`)}
        </pattern>
      </defs>
      <g mask="url(#outside)">
        <rect
          width="1"
          height="1"
          fill=${{ grey: '#808080', stripes: '#d9ccb3', green: '#1a4024', white: '#fff' }[background]}
        />
        ${background === 'stripes' ? svg`<rect width="1" height="1" fill="url(#stripes)" />` : svg``}
      </g>
    </svg>`;
  }
  const percent = (part: number): string => `${100 * part}%`;
  const drag = (event: PointerEvent): void => {
    const square = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') square.setPointerCapture(event.pointerId);
    else if (!square.hasPointerCapture(event.pointerId)) return;
    const { x, y, width } = square.parentElement?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    moved(
      moveTo(
        cover,
        (event.clientX - x) / width - cover.side / 2,
        (event.clientY - y) / width - cover.side / 2,
      ),
    );
  };
  const keys: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-STEP, 0],
    ArrowRight: [STEP, 0],
    ArrowUp: [0, -STEP],
    ArrowDown: [0, STEP],
  };
  return html`<button
    class="cover"
    data-testid="cover"
    aria-label=${words.coverHint}
    .style="left:${percent(cover.left)};top:${percent(cover.top)};width:${percent(cover.side)};height:${percent(cover.side)}"
    @pointerdown=${drag}
    @pointermove=${drag}
    @keydown=${(event: KeyboardEvent) => {
      const [dx, dy] = keys[event.key] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      moved(moveTo(cover, cover.left + dx, cover.top + dy));
    }}
  ></button>`;
}

interface Panel extends State {
  readonly experiment: Experiment | null;
  /** There is an answer to compare with. */
  readonly ready: boolean;
  /** The answer when it began. */
  readonly before: { readonly name: string; readonly probability: number } | null;
  /** Its probability now. */
  readonly now: number;
  readonly begin: (experiment: Experiment) => void;
  readonly end: () => void;
  readonly chosen: (background: Background) => void;
  readonly sized: (radius: number) => void;
}

/** Below the picture. */
export function experimentPanel(panel: Panel): TemplateResult {
  const words = labWords().try;
  const { experiment, before, now } = panel;
  if (experiment === null)
    return html`<div class="bar">
      <span class="hint">${words.experiments}</span>
      ${(['cover', 'background'] as const).map(
        (one) =>
          html`<button
            class="small"
            ?disabled=${!panel.ready}
            data-testid=${`experiment-${one}`}
            @click=${() => panel.begin(one)}
          >
            ${words[one]}
          </button>`,
      )}
    </div>`;
  const share = (
    name: string,
    value: number,
    range: { least: number; most: number },
    set: (value: number) => void,
  ): TemplateResult =>
    slider(name, value, { ...range, step: 0.01, text: formatPercent(value, 0), unseen: true }, set);
  const change = before ? now - before.probability : 0;
  return html`<div class="experiment" data-testid="experiment">
    <div class="bar spread">
      <h3>${words[experiment]}</h3>
      <button class="small" data-testid="experiment-end" @click=${panel.end}>${words.end}</button>
    </div>
    <p class="hint">${experiment === 'cover' ? words.coverHint : words.backgroundHint}</p>
    ${
      experiment === 'cover'
        ? share(words.coverSize, panel.cover.side, SIDE, (side) =>
            panel.moved(moveTo({ ...panel.cover, side }, panel.cover.left, panel.cover.top)),
          )
        : html`${choices(words.background, words.scenes, BACKGROUNDS, panel.background, panel.chosen, 'scene')}
          ${share(words.radius, panel.radius, RADIUS, panel.sized)}`
    }
    ${
      before && Number.isFinite(now)
        ? html`<p class="figure" data-testid="experiment-says">
            ${words.before(before.name, formatPercent(before.probability, 0), formatPercent(now, 0))}<br />
            ${Math.abs(change) < CHANGE ? words.steady : experiment === 'cover' ? words.falls : words.fallsBackground}
          </p>`
        : nothing
    }
  </div>`;
}
