// The curves of the selected runs on the page, and the same figure as a file: SVG with text as text, PNG with two pixels for each
// of the page. Files are in the light theme, with a legend.

import { css, html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { drawFigure, figureSvg, type Figure, type FigureItem } from '../../draw/figure';
import { download } from '../clipboard';
import { ConnectedElement } from '../connectedElement';
import { SizeController } from '../controllers/sizeController';
import { shared } from '../controls/styles';
import { notebookWords } from '../locales/notebook';
import { formatPercent } from '../text/format';
import { testAccuracies } from '../../session/notebook/notebookRun';
import { themeChoice } from '../theme';
import { RUN_COLOURS, curvesFigure, type CurvesScene, type DrawnRun } from './curvesFigure';

/** Of a saved figure, in CSS pixels. */
const SAVED_WIDTH = 1080;
const SAVED_MARGIN = 16;
const PNG_SCALE = 2;

@customElement('cs-run-curves')
export class RunCurvesElement extends ConnectedElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        min-width: 0;
      }
      div {
        /* One pixel narrower, so that a scroll bar does not come and go. */
        width: 100%;
        overflow: hidden;
      }
      svg {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) runs: readonly DrawnRun[] = [];
  @query('div') private readonly place!: HTMLElement | null;
  readonly #size = new SizeController(this, () => this.place);

  /** Saves the figure as a file. */
  async save(format: 'svg' | 'png'): Promise<void> {
    // Its colours are those of the light theme, whichever is shown.
    themeChoice.force('light');
    const scene = this.#scene({
      width: SAVED_WIDTH,
      margin: SAVED_MARGIN,
      legend: true,
      colours: RUN_COLOURS.light,
    });
    themeChoice.force(null);
    const figure = curvesFigure(scene);
    if (format === 'svg') {
      download('runs.svg', new Blob([figureSvg(figure)], { type: 'image/svg+xml' }));
      return;
    }
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [figure.width * PNG_SCALE, figure.height * PNG_SCALE];
    const context = canvas.getContext('2d');
    if (!context) return;
    drawFigure(context, figure, PNG_SCALE);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) download('runs.png', blob);
  }

  #scene(given: Pick<CurvesScene, 'width' | 'margin' | 'legend' | 'colours'>): CurvesScene {
    const { curves: title, panels, step, noPoints } = notebookWords();
    const style = getComputedStyle(this);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    return {
      ...given,
      runs: this.runs,
      words: { title, panels, step, noPoints },
      look: {
        ...{
          background: token('--panel'),
          line: token('--line'),
          ink: token('--ink'),
          muted: token('--muted'),
        },
        fonts: { text: token('--font'), mono: token('--mono') },
      },
    };
  }

  protected override render(): TemplateResult {
    const words = notebookWords();
    const width = Math.floor(this.#size.width);
    const label = this.runs
      .map(
        ({ number, title, history }) =>
          `${number} ${title}: ${words.columns.test} ${formatPercent(testAccuracies(history).last)}`,
      )
      .join('; ');
    return html`<div role="img" aria-label=${`${words.curves}. ${label}`}>
      ${width > 40 ? drawn(curvesFigure(this.#scene({ width, margin: 0, legend: false, colours: RUN_COLOURS[themeChoice.theme] }))) : ''}
    </div>`;
  }
}

const drawn = ({ width, height, items, background }: Figure): TemplateResult =>
  html`<svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
    ${items.map((one) => item(one, background))}
  </svg>`;

function item(one: FigureItem, background: string): SVGTemplateResult {
  switch (one.kind) {
    case 'curve':
      return svg`<polyline
          points=${one.points.map((point) => point.join()).join(' ')}
          fill="none"
          stroke=${one.colour}
          stroke-width=${one.width}
          stroke-linejoin="round"
          stroke-dasharray=${one.dash.join(' ') || 'none'}
        ></polyline>
        ${(one.dots === 0 ? [] : one.points).map(([x, y]) => svg`<circle cx=${x} cy=${y} r=${one.dots} fill=${one.colour}></circle>`)}`;
    case 'text':
      return svg`<text
        x=${one.x}
        y=${one.y}
        text-anchor=${one.anchor}
        font-size=${one.size}
        font-weight=${one.bold ? 600 : 400}
        fill=${one.colour}
        stroke=${one.outlined ? background : 'none'}
        stroke-width="3"
        paint-order="stroke"
      >${one.text}</text>`;
    case 'picture':
    case 'ramp':
      return svg``;
    default:
      return one satisfies never;
  }
}
