// How δ comes to one layer. Through an activation: what arrives, times the slope of the activation. Through pooling:
// the largest cell of each window gets all of it, or every cell an equal share; the route is drawn.

import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { colourMap } from '../../draw/colourMaps';
import { activationMap } from '../../draw/stageTiles';
import type { TrainFacade } from '../../session/facade';
import type {
  LayerStepView,
  StepView,
  Microscope,
  PoolRoute,
  RouteCell,
} from '../../inspect/microscope/microscope';
import { SessionElement } from '../sessionElement';
import { formatShort } from '../text/format';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import '../canvas/tileCanvas';
import type { CellEvent, TileView } from '../canvas/tileCanvas';
import './numberGrid';
import type { GridCell } from './numberGrid';
import { controlStyles } from './controlStyles';
import { panelStyles } from './panelStyles';
import { cellMark, chooser, inputOf, legend, slicesOf, tiles, viewOf } from './parts';
import { microscopeWords } from '../locales/microscope';

interface Cell {
  readonly row: number;
  readonly column: number;
}

@customElement('cs-delta-panel')
export class DeltaPanelElement extends SessionElement {
  static override readonly styles = [
    shared,
    controlStyles,
    panelStyles,
    css`
      :host {
        position: relative;
      }
      svg.route {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        pointer-events: none;
        fill: none;
        stroke: var(--pointed);
        stroke-width: 1.5;
        overflow: visible;
      }
    `,
  ];

  @property({ attribute: false }) microscope: Microscope | null = null;
  @property({ attribute: false }) view: StepView | null = null;
  @property({ attribute: false }) layer: LayerStepView | null = null;
  @property({ type: Number }) filter = 0;
  @state() private route: PoolRoute | null = null;
  /** The pooled cell with the displayed route; null: the one with the largest δ. */
  @state() private cell: Cell | null = null;
  @query('[data-testid=from]') private readonly from!: HTMLElement | null;
  @query('[data-testid=to]') private readonly to!: HTMLElement | null;
  @query('path') private readonly path!: SVGPathElement | null;

  #asked = '';
  #view: StepView | null = null;
  #ends: { readonly from: Cell; readonly to: Cell } | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { microscope, view, layer } = this;
    if (changed.has('layer') && changed.get('layer')?.name !== layer?.name) this.cell = null;
    if (!microscope || !view || !layer || (layer.rule !== 'max' && layer.rule !== 'mean')) return;
    if (layer.name === this.#asked && view === this.#view) return;
    const asked = layer.name;
    this.#asked = asked;
    this.#view = view;
    this.route = null;
    microscope.poolRoute(asked).then(
      (route) => {
        if (this.#asked === asked && this.#view === view) this.route = route;
      },
      () => {
        // The network is gone; the next look asks anew.
        if (this.#asked === asked) this.route = null;
      },
    );
  }

  protected override updated(): void {
    void this.#draw();
  }

  /** The line from the pooled cell to the cell that gets its δ, once both maps are laid out. */
  async #draw(): Promise<void> {
    const ends = this.#ends;
    // The maps measure the room they have and draw themselves after this element.
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const canvases = [this.from, this.to].map((tiles) => tiles?.shadowRoot?.querySelector('canvas'));
    const here = this.getBoundingClientRect();
    const { layer, path } = this;
    const [from, to] = canvases.map((canvas) => canvas?.getBoundingClientRect());
    const input = layer?.inputShapes[0];
    if (!ends || !path || !from || !to || !layer || !input) {
      path?.setAttribute('d', '');
      return;
    }
    const at = (rect: DOMRect, shape: readonly number[], { row, column }: Cell): [number, number] => [
      rect.x - here.x + ((column + 0.5) / (shape[1] ?? 1)) * rect.width,
      rect.y - here.y + ((row + 0.5) / (shape[0] ?? 1)) * rect.height,
    ];
    const [x0, y0] = at(from, layer.outputShape, ends.from);
    const [x1, y1] = at(to, input, ends.to);
    // Below the numbers between the two maps, not across them.
    const low = Math.max(from.bottom, to.bottom) - here.y + 14;
    path.setAttribute('d', `M${x0} ${y0}C${x0} ${low} ${x1} ${low} ${x1} ${y1}`);
  }

  #largest(route: PoolRoute, shape: readonly number[]): Cell {
    const [rows = 1, columns = 1] = shape;
    let best = { row: 0, column: 0 };
    // Of a window without any activation the route says little.
    const size = ({ row, column }: Cell): number => {
      const cell = [row, column, this.filter];
      return route.route(cell).some(({ value }) => value !== 0) ? Math.abs(route.deltaOf(cell)) : 0;
    };
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        if (size({ row, column }) > size(best)) best = { row, column };
    return best;
  }

  #pool(layer: LayerStepView, view: StepView, session: TrainFacade, route: PoolRoute): TemplateResult {
    const words = microscopeWords();
    const theme = themeChoice.theme;
    const gradient = colourMap('gradient', theme);
    const input = inputOf(session, view, layer, theme);
    const cell = this.cell ?? this.#largest(route, layer.outputShape);
    const [height = 1, width = 1] = layer.outputShape;
    const window = route.route(
      layer.outputShape.length === 3 ? [cell.row, cell.column, this.filter] : [this.filter],
    );
    const delta = route.deltaOf(
      layer.outputShape.length === 3 ? [cell.row, cell.column, this.filter] : [this.filter],
    );
    const winner = window.findIndex(({ gets }) => gets !== 0);
    const grid = (value: (one: RouteCell) => number): readonly (readonly GridCell[])[] => {
      const rows = [...new Set(window.map(({ at }) => at[0] ?? 0))];
      return rows.map((row) =>
        window.filter(({ at }) => at[0] === row).map((one) => ({ value: value(one) })),
      );
    };
    const columns = grid(({ value }) => value)[0]?.length ?? 1;
    const meant: readonly [number, number] | null =
      layer.rule === 'max' && winner >= 0 ? [Math.floor(winner / columns), winner % columns] : null;
    const target = window[Math.max(0, winner)]?.at ?? [];
    this.#ends = { from: cell, to: { row: target[0] ?? 0, column: target[1] ?? 0 } };
    const rows = window.map(({ at }) => at[0] ?? 0);
    const lines = window.map(({ at }) => at[1] ?? 0);
    const mark: TileView['mark'] =
      layer.rule === 'max'
        ? cellMark(target[0] ?? 0, target[1] ?? 0)
        : {
            top: Math.min(...rows),
            left: Math.min(...lines),
            bottom: Math.max(...rows) + 1,
            right: Math.max(...lines) + 1,
          };
    return html`<div class="row">
        <figure>
          <figcaption>${words.delta.ofPool} ${legend(gradient, layer.deltaDomain, 24)}</figcaption>
          <cs-tiles
            class="one"
            data-testid="from"
            .view=${tiles(layer.delta ?? input.tensor, slicesOf(layer.delta ?? input.tensor, [this.filter]), gradient, layer.deltaDomain, { mark: cellMark(cell.row, cell.column) })}
            label=${words.delta.ofPool}
            @cs-cell=${({ cell: at, keep }: CellEvent) => keep && at && (this.cell = { row: at.row, column: at.column })}
          ></cs-tiles>
        </figure>
        <figure>
          <figcaption>${words.delta.window}</figcaption>
          <cs-number-grid
            data-testid="window"
            label=${words.delta.window}
            .cells=${grid(({ value }) => value)}
            .map=${input.map}
            .domain=${input.domain}
            .meant=${meant}
          ></cs-number-grid>
        </figure>
        <span class="sign" aria-hidden="true">→</span>
        <figure>
          <figcaption>${words.delta.gets}</figcaption>
          <cs-number-grid
            data-testid="gets"
            label=${words.delta.gets}
            .cells=${grid(({ gets }) => gets)}
            .map=${gradient}
            .domain=${input.gradientDomain}
            .meant=${meant}
          ></cs-number-grid>
        </figure>
        ${
          input.gradient
            ? html`<figure>
                <figcaption>${words.delta.before} ${legend(gradient, input.gradientDomain, 24)}</figcaption>
                <cs-tiles
                  class="one"
                  data-testid="to"
                  data-row=${target[0] ?? 0}
                  data-column=${target[1] ?? 0}
                  .view=${tiles(input.gradient, slicesOf(input.gradient, [this.filter]), gradient, input.gradientDomain, { mark })}
                  label=${words.delta.before}
                ></cs-tiles>
              </figure>`
            : nothing
        }
        <div class="figure pointed">
          <span>δ</span>
          <b title=${String(delta)}>${formatShort(delta)}</b>
          ${chooser(words.row, cell.row, height, (row) => (this.cell = { ...cell, row }), 'route-row')}
          ${chooser(words.column, cell.column, width, (column) => (this.cell = { ...cell, column }), 'route-column')}
        </div>
      </div>
      <p class="note">${layer.rule === 'max' ? words.delta.max : words.delta.mean(window.length)}</p>
      <svg class="route" aria-hidden="true">${svg`<path />`}</svg>`;
  }

  #through(layer: LayerStepView, session: TrainFacade): TemplateResult | typeof nothing {
    const words = microscopeWords();
    const view = viewOf(session, layer.name);
    if (!view || !layer.delta || !layer.gradient) return nothing;
    const theme = themeChoice.theme;
    const gradient = colourMap('gradient', theme);
    const only = [this.filter];
    const straight = layer.activationName === 'linear';
    const figure = (caption: unknown, tile: TileView, testId: string, label: string): TemplateResult =>
      html`<figure>
        <figcaption>${caption}</figcaption>
        <cs-tiles class="one" data-testid=${testId} .view=${tile} label=${label}></cs-tiles>
      </figure>`;
    const delta = figure(
      html`δ ${legend(gradient, layer.deltaDomain, 24)}`,
      tiles(layer.delta, slicesOf(layer.delta, only), gradient, layer.deltaDomain),
      'delta',
      'δ',
    );
    if (straight)
      return html`<div class="row">${delta}</div>
        <p class="note">${words.delta.same}</p>`;
    return html`<div class="row">
        ${figure(
          html`${words.delta.arrives} ${legend(gradient, layer.gradientDomain, 24)}`,
          tiles(layer.gradient, slicesOf(layer.gradient, only), gradient, layer.gradientDomain),
          'arrives',
          words.delta.arrives,
        )}
        <span class="sign" aria-hidden="true">·</span>
        ${figure(
          words.delta.slope,
          tiles(
            layer.activation,
            slicesOf(layer.activation, only),
            activationMap(view, theme),
            view.activationDomain,
          ),
          'activation',
          words.delta.slope,
        )}
        <span class="sign" aria-hidden="true">=</span>
        ${delta}
      </div>
      <p class="note">${words.delta.through(layer.activationName)}</p>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { layer, view, session, route } = this;
    this.#ends = null;
    if (!layer || !view || !session) return nothing;
    if (layer.rule !== 'max' && layer.rule !== 'mean') return this.#through(layer, session);
    if (!route) return html`<p class="note" role="status">${microscopeWords().reading}</p>`;
    return this.#pool(layer, view, session, route);
  }
}
