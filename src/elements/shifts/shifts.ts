// The Shifts view: a picture is moved, or covered in part, and the answers of a simple and of a complex cell are
// followed; below, the accuracy on the whole test set when every picture is moved.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { barPicture } from '../../draw/bar';
import { activationMapName, colourMap, cssGradient } from '../../draw/colourMaps';
import type { Screen } from '../../draw/screen';
import { mapSlice } from '../../draw/slices';
import type { LayerView, TrainFacade } from '../../train/facade';
import { REACH } from '../../train/shiftCurve';
import type { CellPair } from '../../train/shifts';
import { SessionController } from '../controllers/sessionController';
import { formatPercent, formatSigned } from '../format';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import { moveCell } from '../pointed';
import { onePerClass } from '../picture/samples';
import { rangeText } from '../stage/scaleBars';
import { shared } from '../styles';
import { ThemeController } from '../theme';
import '../tileCanvas';
import type { CellEvent, TileView } from '../tileCanvas';
import './accuracyMap';
import './responseChart';
import type { OffsetEvent } from './responseChart';
import { ShiftController, type Axis, type Cell } from './shiftController';
import './shiftPicture';
import type { CoverEvent, MovePictureEvent, Tool } from './shiftPicture';
import { shiftsStyles } from './shiftsStyles';

/** Long enough for the kernels to lie within it, short enough to stay in the picture. */
const BAR_LENGTH = 0.6;
const BAR = { angles: { least: 0, most: 165, step: 15 }, thickness: { least: 1, most: 6 } };
const LID = { least: 2, most: 14 };
const FIRST_DIGIT = '3';

type Kind = 'bar' | 'digit';

@customElement('cs-shifts')
export class ShiftsElement extends LitElement {
  static override readonly styles = [shared, shiftsStyles];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  /** The place of the picture among the samples; null while a drawing is shown on the stage. */
  @property({ attribute: false }) sample: number | null = null;
  @state() private kind: Kind = 'bar';
  @state() private digit: number | null = null;
  @state() private angle = 90;
  @state() private thickness = 2;
  @state() private tool: Tool = 'move';
  @state() private lid = 6;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #shift = new ShiftController(this, () => this.session);

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('session') && this.session) {
      const { samples } = this.session;
      this.digit ??=
        this.sample ?? onePerClass(samples).find((at) => samples[at]?.label === FIRST_DIGIT) ?? 0;
    }
    if (['session', 'kind', 'digit', 'angle', 'thickness'].some((name) => changed.has(name))) this.#draw();
  }

  #draw(): void {
    const { session } = this;
    if (!session) return;
    const [height = 28, width = 28, channels = 1] = session.input.shape;
    const pixels = session.samples[this.digit ?? 0]?.pixels;
    this.#shift.picture =
      this.kind === 'digit' && pixels
        ? Float32Array.from(pixels, (value) => value / 255)
        : barPicture({
            height,
            width,
            channels,
            angle: this.angle,
            thickness: this.thickness,
            length: Math.round(BAR_LENGTH * Math.min(height, width)),
          });
  }

  #choices<T extends string>(
    label: string,
    names: Readonly<Record<T, string>>,
    order: readonly T[],
    chosen: T,
    choose: (one: T) => void,
  ): TemplateResult {
    return html`<div class="choices" role="group" aria-label=${label}>
      ${order.map(
        (one) =>
          html`<button
            aria-pressed=${one === chosen ? 'true' : 'false'}
            data-testid=${`shift-${one}`}
            @click=${() => choose(one)}
          >
            ${names[one]}
          </button>`,
      )}
    </div>`;
  }

  #slider(
    name: string,
    text: string,
    { least, most, step = 1 }: { least: number; most: number; step?: number },
    value: number,
    set: (value: number) => void,
    id: string,
  ): TemplateResult {
    return html`<label class="slider"
      ><span>${name}</span
      ><input
        type="range"
        min=${least}
        max=${most}
        step=${step}
        data-testid=${id}
        .value=${String(value)}
        aria-valuetext=${text}
        @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
      /><span class="mono">${text}</span></label
    >`;
  }

  #digits(session: TrainFacade): TemplateResult {
    const { picture } = this.#locale.words.shifts;
    return html`<div class="digits" role="group" aria-label=${picture.digit}>
      ${onePerClass(session.samples).map((at) => {
        const label = session.samples[at]?.label ?? '';
        return html`<button
          aria-pressed=${at === this.digit ? 'true' : 'false'}
          aria-label=${picture.sample(label)}
          data-testid=${`shift-digit-${label}`}
          @click=${() => (this.digit = at)}
        >
          ${label}
        </button>`;
      })}
    </div>`;
  }

  #picture(session: TrainFacade): TemplateResult {
    const { picture } = this.#locale.words.shifts;
    const shift = this.#shift;
    const { dx, dy, cover } = shift;
    return html`<section class="card picture">
      <div class="bar">
        <h2>${picture.title}</h2>
        ${this.#choices(picture.kind, picture, ['bar', 'digit'], this.kind, (kind) => (this.kind = kind))}
      </div>
      <cs-shift-picture
        .screen=${this.screen}
        .tensor=${shift.probe?.view('input', shift.at) ?? null}
        .tool=${this.tool}
        .dx=${dx}
        .dy=${dy}
        .cover=${cover}
        .lid=${this.lid}
        @cs-move-picture=${({ dx, dy }: MovePictureEvent) => shift.moveTo(dx, dy)}
        @cs-cover=${({ cover }: CoverEvent) => shift.coverWith(cover)}
      ></cs-shift-picture>
      <div class="bar">
        <span class="mono figure" data-testid="shift-at"
          >${picture.at(formatSigned(dx), formatSigned(dy))}</span
        >
        <button
          class="small"
          ?disabled=${dx === 0 && dy === 0}
          data-testid="shift-centre"
          @click=${() => shift.moveTo(0, 0)}
        >
          ${picture.centre}
        </button>
      </div>
      ${
        this.kind === 'digit'
          ? this.#digits(session)
          : html`${this.#slider(picture.angle, picture.degrees(this.angle), BAR.angles, this.angle, (angle) => (this.angle = angle), 'shift-angle')}
            ${this.#slider(picture.thickness, picture.pixels(this.thickness), BAR.thickness, this.thickness, (thickness) => (this.thickness = thickness), 'shift-thickness')}`
      }
      <div class="bar">
        <span class="name">${picture.tool}</span>
        ${this.#choices(picture.tool, picture, ['move', 'cover'], this.tool, (tool) => (this.tool = tool))}
      </div>
      ${
        this.tool === 'cover' || cover
          ? html`${this.#slider(picture.size, picture.pixels(`${this.lid}×${this.lid}`), LID, this.lid, (lid) => this.#resize(lid), 'shift-lid')}
              <button
                class="small"
                ?disabled=${cover === null}
                data-testid="uncover"
                @click=${() => shift.coverWith(null)}
              >
                ${picture.uncover}
              </button>`
          : nothing
      }
      <p class="hint">${this.tool === 'move' ? picture.hintMove : picture.hintCover}</p>
    </section>`;
  }

  /** The cover grows around its middle, and stays in the picture. */
  #resize(lid: number): void {
    this.lid = lid;
    const { cover } = this.#shift;
    if (!cover) return;
    const [rows = 28, columns = 28] = this.session?.input.shape ?? [];
    const start = (from: number, to: number, length: number): number =>
      Math.min(length - lid, Math.max(0, Math.round((from + to - lid) / 2)));
    const [top, left] = [start(cover.top, cover.bottom, rows), start(cover.left, cover.right, columns)];
    this.#shift.coverWith({ top, left, bottom: top + lid, right: left + lid });
  }

  #layer(name: string | null | undefined): LayerView | undefined {
    return this.session?.layers.find((layer) => layer.name === name);
  }

  #map(layer: LayerView, cell: Cell, kind: 'simple' | 'complex'): TemplateResult {
    const { cells } = this.#locale.words.shifts;
    const shift = this.#shift;
    const tensor = shift.probe?.view(layer.name, shift.at);
    const [row, column, channel] = cell;
    const domain = shift.domain(layer.name);
    const map = colourMap(activationMapName(domain), this.#theme.theme);
    const view: TileView | null = tensor
      ? {
          tensor,
          slices: [mapSlice(tensor, channel)],
          map,
          domain,
          across: 1,
          mark: { top: row, left: column, bottom: row + 1, right: column + 1 },
          chosen: null,
        }
      : null;
    const place = cells.place(layer.className, row + 1, column + 1);
    const choose = (to: readonly number[]): void => {
      const [i = 0, j = 0, c = 0] = to;
      shift.chooseCell([i, j, c]);
    };
    const tiles = html`<cs-tiles
      .screen=${this.screen}
      .view=${view}
      largest="168"
      label=${place}
      @cs-cell=${({ cell: at, keep }: CellEvent) => kind === 'simple' && at && keep && choose([at.row, at.column, channel])}
    ></cs-tiles>`;
    return html`<figure class=${kind} data-testid=${`cell-${kind}`}>
      <div class="map">
        ${
          kind === 'simple'
            ? html`<div
                class="choosable"
                role="application"
                tabindex="0"
                aria-label=${`${cells.simple}: ${place}`}
                aria-description=${cells.keys}
                data-testid="cell-keys"
                @keydown=${(event: KeyboardEvent) => {
                  const to = moveCell(event.key, cell, layer.outputShape);
                  if (!to) return;
                  event.preventDefault();
                  choose(to);
                }}
              >
                ${tiles}
              </div>`
            : tiles
        }
        <div class="legend" title=${cells.legend(layer.className)}>
          <i style=${`background:${cssGradient(map)}`}></i
          ><span class="mono">${rangeText(domain, map.centred)}</span>
        </div>
      </div>
      <figcaption>
        <b>${kind === 'simple' ? cells.simple : cells.complex}</b><span>${place}</span>
        <p>${kind === 'simple' ? cells.simpleText : cells.complexText}</p>
      </figcaption>
    </figure>`;
  }

  #pairName({ simple, complex }: CellPair): string {
    const { cells } = this.#locale.words.shifts;
    const name = (layer: string | null): string | null => this.#layer(layer)?.className ?? layer;
    return cells.pairName(name(simple) ?? '', name(complex));
  }

  #cells(): TemplateResult {
    const { cells } = this.#locale.words.shifts;
    const shift = this.#shift;
    const { pair, cell, pooled } = shift;
    const [simple, complex] = [this.#layer(pair?.simple), this.#layer(pair?.complex)];
    const maps = simple?.outputShape[2] ?? 1;
    const channel = cell?.[2] ?? 0;
    const turn = (by: number): void => shift.suggest((channel + by + maps) % maps);
    return html`<section class="card cells">
      <div class="bar">
        <select
          aria-label=${cells.pair}
          data-testid="pair"
          @change=${(event: Event) => shift.choosePair(Number((event.target as HTMLSelectElement).value))}
        >
          ${shift.probe?.pairs.map((one, at) => html`<option value=${at} ?selected=${at === shift.pairAt}>${this.#pairName(one)}</option>`)}
        </select>
        <span class="turn"
          ><button
            class="icon"
            aria-label=${cells.previous}
            data-testid="map-previous"
            @click=${() => turn(-1)}
          >
            ‹</button
          ><span class="mono">${cells.map(channel + 1, maps)}</span
          ><button class="icon" aria-label=${cells.next} data-testid="map-next" @click=${() => turn(1)}>
            ›
          </button></span
        >
        <button
          class="small"
          title=${cells.suggestHint}
          data-testid="suggest"
          @click=${() => shift.suggest()}
        >
          ${cells.suggest}
        </button>
      </div>
      <div class="maps">
        ${simple && cell ? this.#map(simple, cell, 'simple') : nothing}
        ${
          complex && pooled
            ? this.#map(complex, pooled, 'complex')
            : cell
              ? html`<p class="hint">${pair?.complex ? cells.uncovered : cells.noPooling}</p>`
              : nothing
        }
      </div>
    </section>`;
  }

  #chart(): TemplateResult {
    const { chart } = this.#locale.words.shifts;
    const shift = this.#shift;
    const move = (offset: number): void =>
      shift.axis === 'x' ? shift.moveTo(offset, shift.dy) : shift.moveTo(shift.dx, offset);
    return html`<section class="card chart">
      <div class="bar">
        <h2>${chart.title}</h2>
        <span class="turn"
          ><span class="name">${chart.axis}</span
          >${this.#choices(chart.axis, chart, ['x', 'y'], shift.axis, (axis: Axis) => shift.alongAxis(axis))}</span
        >
      </div>
      <cs-response-chart
        .responses=${shift.responses}
        .at=${shift.at}
        axis=${chart[shift.axis]}
        @cs-offset=${({ offset }: OffsetEvent) => move(offset)}
      ></cs-response-chart>
      ${this.#slider(chart.offset, formatSigned(shift.at), { least: -REACH, most: REACH }, shift.at, move, 'shift-offset')}
    </section>`;
  }

  #answer(): TemplateResult {
    const { answer } = this.#locale.words.shifts;
    const shift = this.#shift;
    const now = shift.responses?.answers[shift.at + REACH] ?? [];
    const most = Math.max(...now);
    const best = now.indexOf(most);
    const width = (value: number): string => `width:${100 * Math.min(1, Math.max(0, value))}%`;
    return html`<section class="card answer">
      <h2>${answer.title}</h2>
      <p class="hint">${answer.moved}</p>
      <ol>
        ${now.map(
          (value, at) =>
            html`<li class=${at === best ? 'best' : ''} data-testid="shift-answer">
              <b>${at}</b><span class="track"><i style=${width(value)}></i></span
              ><span class="mono">${formatPercent(value)}</span>
            </li>`,
        )}
      </ol>
      <p class="visually-hidden" aria-live="polite" data-testid="shift-says">
        ${best < 0 || this.session?.state === 'training' ? '' : answer.says(String(best), formatPercent(most))}
      </p>
    </section>`;
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (!session) return html``;
    const { shifts: words } = this.#locale.words;
    const training = session.state === 'training';
    const { step } = session.progress;
    const { error } = this.#shift;
    return html`<main class="page">
      <header>
        <div>
          <h1>${words.title}</h1>
          <p>${words.lead}</p>
        </div>
        <div class="uses">
          <button
            class="icon"
            data-testid="shift-play"
            aria-label=${training ? words.pause : words.play}
            ?disabled=${!training && session.state !== 'idle'}
            @click=${() => (training ? void session.pause() : session.play())}
          >
            ${training ? icons.pause() : icons.play()}
          </button>
          <span data-testid="shift-uses"
            >${words.uses(step, training)}${step === 0 ? words.untrained : ''}</span
          >
        </div>
      </header>
      ${error ? html`<p class="failure" role="alert">${words.failed}: <span class="mono">${error.message}</span></p>` : nothing}
      <div class="desk">${this.#picture(session)}${this.#cells()}${this.#answer()}${this.#chart()}</div>
      <p class="history">${words.history}</p>
      <cs-accuracy-map class="card" .session=${session}></cs-accuracy-map>
    </main>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-shifts': ShiftsElement;
  }
}
