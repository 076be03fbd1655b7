// A filter by hand: its weights as pictures that can be changed, kernels to try, its bias, and silence. Every change
// goes into the running network at once, and into the list of changes that can be undone.

import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { colourMap, colourOf, cssColour } from '../../draw/colourMaps';
import { PICTURE } from '../../draw/stageTiles';
import type { EditName, UnitValues } from '../../train/editingFacade';
import type { LayerView, TrainFacade } from '../../train/facade';
import { KERNEL_PRESETS, kernelPreset, type KernelPreset, type WholeKernel } from '../../train/kernelPresets';
import type { UnitParameters } from '../../train/unitParameters';
import { SessionController } from '../controllers/sessionController';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import type { Pointed } from '../pointed';
import { shared } from '../styles';
import { ThemeController } from '../theme';
import { kernelStyles } from './kernelStyles';
import './silencing';
import { tabStyles } from './tabStyles';
import './weightGrid';
import type { ChosenEvent, WeightEvent } from './weightGrid';

/** While training runs, the numbers are read so often at most. */
const READ_MS = 250;

@customElement('cs-kernel-tab')
export class KernelTabElement extends LitElement {
  static override readonly styles = [shared, tabStyles, kernelStyles];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) pointed: Pointed | null = null;
  @state() private values: UnitValues | null = null;
  @state() private slice = 0;
  /** Changes go to every slice. */
  @state() private all = false;
  @state() private chosen = 0;
  @state() private other = 0;
  @state() private wrong: { field: 'weight' | 'bias'; text: string } | null = null;

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  #where: UnitParameters | null = null;
  #reading = false;
  #again = false;
  #readAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The newest change that waits until the one before it is written. */
  #waiting: (() => Promise<void>) | null = null;
  #writing = false;

  constructor() {
    super();
    new SessionController(
      this,
      () => this.session,
      ['layerschange', 'domainchange', 'editschange', 'progress'],
      ({ type }) => {
        if (type === 'layerschange') this.#find();
        if (type !== 'domainchange' && !this.#writing) this.#renew();
        this.requestUpdate();
      },
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #layer(): LayerView | null {
    return this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
  }

  get #unit(): number {
    return this.pointed?.index.at(-1) ?? 0;
  }

  #key = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('pointed') && !changed.has('session')) return;
    const key = `${this.pointed?.layer} ${this.#unit}`;
    if (this.pointed && this.pointed.slice !== null) this.slice = this.pointed.slice;
    if (key === this.#key && this.#where) return;
    this.#key = key;
    this.#find();
    this.wrong = null;
    void this.#read();
  }

  /** Where the numbers of what is pointed at stand. */
  #find(): void {
    const layer = this.#layer;
    this.#where = (layer && this.session?.editing.unit(layer.name, this.#unit)) ?? null;
    const where = this.#where;
    this.values = null;
    this.slice = Math.min(this.slice, (where?.slices ?? 1) - 1);
    this.chosen = Math.min(this.chosen, where ? where.rows * where.columns - 1 : 0);
    const units = layer?.outputShape.at(-1) ?? 1;
    if (this.other >= units || this.other === this.#unit)
      this.other = this.#unit === 0 ? Math.min(1, units - 1) : 0;
  }

  #renew(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#read();
      },
      Math.max(0, this.#readAt + READ_MS - performance.now()),
    );
  }

  async #read(): Promise<void> {
    const [where, session] = [this.#where, this.session];
    if (!where || !session || !this.isConnected) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    this.#readAt = performance.now();
    try {
      const values = await session.editing.readUnit(where.layer, where.unit);
      if (where === this.#where && !this.#writing) this.values = values;
    } catch {
      // The network or the device changed meanwhile; the next news asks again.
    } finally {
      this.#reading = false;
      if (this.#again) {
        this.#again = false;
        void this.#read();
      }
    }
  }

  get #silent(): boolean {
    return (
      this.session?.editing.silenced.some(
        ({ layer, unit }) => layer === this.pointed?.layer && unit === this.#unit,
      ) ?? false
    );
  }

  /** Shows a change at once and writes it; of many in a drag, only the newest waits. */
  #write(name: EditName, change: { weights?: Float32Array; bias?: number }, gesture?: string): void {
    const [where, session, values] = [this.#where, this.session, this.values];
    if (!where || !session || !values || this.#silent) return;
    this.wrong = null;
    this.values = { weights: change.weights ?? values.weights, bias: change.bias ?? values.bias };
    const { layer, unit } = where;
    this.#waiting = () => session.editing.write(name, [{ layer, unit, ...change }], gesture);
    if (!this.#writing) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#waiting) {
        const write = this.#waiting;
        this.#waiting = null;
        await write();
      }
    } finally {
      this.#writing = false;
      this.#renew();
    }
  }

  #name(key: EditName['key'], more: EditName['values'] = {}): EditName {
    return { key, values: { layer: this.pointed?.layer ?? '', unit: this.#unit + 1, ...more } };
  }

  /** New weights, with `change` done to the slices that are meant. */
  #changed(change: (value: number, cell: number, slice: number) => number): Float32Array {
    const { where, weights } = { where: this.#where, weights: this.values?.weights ?? new Float32Array() };
    const size = (where?.rows ?? 1) * (where?.columns ?? 1);
    return weights.map((value, at) => {
      const slice = Math.floor(at / size);
      return this.all || slice === this.slice ? change(value, at % size, slice) : value;
    });
  }

  #weight({ cell, value, gesture }: WeightEvent): void {
    const weights = this.#changed((before, at) => (at === cell ? value : before));
    this.#write(this.#name('weight'), { weights }, `${gesture} ${this.#key}`);
  }

  #preset(preset: KernelPreset, { numbers, divisor }: WholeKernel): void {
    // Over all input maps it is their mean that is meant.
    const share = this.all ? (this.#where?.slices ?? 1) : 1;
    const weights = this.#changed((_, cell) => (numbers[cell] ?? 0) / divisor / share);
    this.#write(this.#name('preset', { preset }), { weights });
  }

  #copy(): void {
    const { where, weights } = { where: this.#where, weights: this.values?.weights };
    if (!where || !weights) return;
    const size = where.rows * where.columns;
    const shown = weights.slice(this.slice * size, (this.slice + 1) * size);
    this.#write(this.#name('copy'), { weights: weights.map((_, at) => shown[at % size] ?? 0) });
  }

  async #swap(): Promise<void> {
    const [where, session, values] = [this.#where, this.session, this.values];
    if (!where || !session || !values || this.#writing) return;
    const { layer, unit } = where;
    const theirs = await session.editing.readUnit(layer, this.other);
    if (!theirs) return;
    await session.editing.write(this.#name('swap', { other: this.other + 1 }), [
      { layer, unit, ...theirs },
      { layer, unit: this.other, ...values },
    ]);
  }

  #typed(event: Event, field: 'weight' | 'bias'): void {
    const text = (event.target as HTMLInputElement).value;
    const number = Number(text.trim().replace('−', '-').replace(',', '.'));
    if (text.trim() === '' || !Number.isFinite(number)) {
      this.wrong = { field, text };
      return;
    }
    if (field === 'bias') this.#write(this.#name('bias'), { bias: number });
    else {
      const weights = this.#changed((before, at) => (at === this.chosen ? number : before));
      this.#write(this.#name('weight'), { weights });
    }
  }

  #choose({ cell, typed }: ChosenEvent): void {
    this.chosen = cell;
    if (typed === null) return;
    const field = this.renderRoot.querySelector<HTMLInputElement>('[data-testid=weight]');
    if (!field) return;
    if (typed !== '') field.value = typed;
    field.focus();
    if (typed === '') field.select();
  }

  /** One slice, or where all are meant their mean. */
  #shown(where: UnitParameters, { weights }: UnitValues): readonly number[] {
    const size = where.rows * where.columns;
    return Array.from({ length: size }, (_, cell) => {
      if ((where.places[cell] ?? -1) < 0) return NaN;
      if (!this.all) return weights[this.slice * size + cell] ?? NaN;
      const all = Array.from({ length: where.slices }, (_, slice) => weights[slice * size + cell] ?? 0);
      return all.reduce((sum, value) => sum + value, 0) / where.slices;
    });
  }

  #slices(where: UnitParameters): TemplateResult | typeof nothing {
    if (where.slices === 1) return nothing;
    const { handmade } = this.#locale.words;
    const step = (by: number): void => {
      this.slice = (this.slice + where.slices + by) % where.slices;
    };
    return html`<div class="slices">
      <div class="stepper">
        <button
          class="plain icon"
          aria-label=${handmade.previous}
          ?disabled=${this.all}
          @click=${() => step(-1)}
        >
          ${icons.left()}
        </button>
        <span>${this.all ? handmade.mixed : handmade.input(this.slice + 1, where.slices)}</span>
        <button class="plain icon" aria-label=${handmade.next} ?disabled=${this.all} @click=${() => step(1)}>
          ${icons.right()}
        </button>
      </div>
      <label title=${handmade.allSlicesHint}
        ><input
          type="checkbox"
          data-testid="all-slices"
          .checked=${this.all}
          @change=${(event: Event) => (this.all = (event.target as HTMLInputElement).checked)}
        />${handmade.allSlices}</label
      >
    </div>`;
  }

  #fields(where: UnitParameters, shown: readonly number[], values: UnitValues): TemplateResult {
    const { handmade } = this.#locale.words;
    const [row, column] = [Math.floor(this.chosen / where.columns), this.chosen % where.columns];
    const field = (name: 'weight' | 'bias', label: string, value: number): TemplateResult =>
      html`<label
        >${label}<input
          type="text"
          inputmode="decimal"
          data-testid=${name}
          ?disabled=${this.#silent}
          aria-invalid=${this.wrong?.field === name ? 'true' : 'false'}
          title=${exact(value, 8)}
          .value=${this.wrong?.field === name ? this.wrong.text : exact(value, 5)}
          @change=${(event: Event) => this.#typed(event, name)}
      /></label>`;
    return html`<div class="fields">
      ${field('weight', handmade.weightAt(row + 1, column + 1), shown[this.chosen] ?? NaN)}
      ${values.bias === null ? nothing : field('bias', handmade.bias, values.bias)}
    </div>`;
  }

  #presets(where: UnitParameters): TemplateResult {
    const { handmade } = this.#locale.words;
    return html`<section>
      <h3>${handmade.presets}</h3>
      <div class="presets">
        ${KERNEL_PRESETS.map((preset) => {
          const kernel = kernelPreset(preset, where.rows, where.columns);
          return html`<button
            data-testid=${`preset-${preset}`}
            title=${kernel ? handmade.presetSays[preset] : handmade.presetAbsent}
            ?disabled=${!kernel || this.#silent}
            @click=${() => kernel && this.#preset(preset, kernel)}
          >
            ${this.#icon(preset)}<span>${handmade.preset[preset]}</span>
          </button>`;
        })}
      </div>
    </section>`;
  }

  /** The preset at 3×3, in the colours of weights. */
  #icon(preset: KernelPreset): TemplateResult {
    const { numbers } = kernelPreset(preset, 3, 3) ?? { numbers: [] };
    const most = Math.max(...numbers.map(Math.abs));
    const map = colourMap('weight', this.#theme.theme);
    return html`<svg width="27" height="27" viewBox="0 0 3 3" aria-hidden="true" shape-rendering="crispEdges">
      ${numbers.map(
        (value, at) =>
          svg`<rect x=${at % 3} y=${Math.floor(at / 3)} width="1" height="1" fill=${cssColour(colourOf(map, value, [-most, most]))} />`,
      )}
    </svg>`;
  }

  #actions(where: UnitParameters, part: 'map' | 'unit', units: number): TemplateResult {
    const { handmade } = this.#locale.words;
    const off = this.#silent;
    const scale = (by: number): void =>
      this.#write(this.#name(by === -1 ? 'flip' : 'scale', { by }), {
        weights: this.#changed((value) => value * by),
      });
    const others = Array.from({ length: units }, (_, at) => at).filter((at) => at !== this.#unit);
    return html`<div class="actions">
        <button data-testid="flip" ?disabled=${off} @click=${() => scale(-1)}>${handmade.flip}</button>
        <button data-testid="halve" title=${handmade.halveSays} ?disabled=${off} @click=${() => scale(0.5)}>
          ${handmade.halve}
        </button>
        <button data-testid="double" title=${handmade.doubleSays} ?disabled=${off} @click=${() => scale(2)}>
          ${handmade.double}
        </button>
        ${
          where.slices > 1 && !this.all
            ? html`<button data-testid="copy" ?disabled=${off} @click=${() => this.#copy()}>
                ${handmade.copy}
              </button>`
            : nothing
        }
      </div>
      ${
        others.length > 0
          ? html`<div class="actions">
              <label
                >${handmade.swapWith}
                <select
                  data-testid="swap-with"
                  @change=${(event: Event) => (this.other = Number((event.target as HTMLSelectElement).value))}
                >
                  ${others.map((at) => html`<option value=${at} ?selected=${at === this.other}>${handmade.unitName[part](at + 1)}</option>`)}
                </select></label
              >
              <button data-testid="swap" ?disabled=${off} @click=${() => void this.#swap()}>
                ${handmade.swap}
              </button>
            </div>`
          : nothing
      }`;
  }

  #resets(layer: string, part: 'map' | 'unit'): TemplateResult | typeof nothing {
    const { session } = this;
    const { handmade } = this.#locale.words;
    const edited = session?.editing.edited ?? [];
    const unit = edited.filter((one) => one.layer === layer && one.unit === this.#unit);
    if (edited.length === 0) return nothing;
    return html`<div class="actions">
      ${
        unit.length > 0
          ? html`<button data-testid="reset-unit" @click=${() => void session?.editing.reset(unit)}>
              ${handmade.reset[part]}
            </button>`
          : nothing
      }
      ${
        edited.length > unit.length || edited.length > 1
          ? html`<button data-testid="reset-all" @click=${() => void session?.editing.reset(edited)}>
              ${handmade.resetAll(edited.length)}
            </button>`
          : nothing
      }
    </div>`;
  }

  protected override render(): TemplateResult {
    const { handmade } = this.#locale.words;
    const [layer, where, values] = [this.#layer, this.#where, this.values];
    if (this.pointed?.layer === PICTURE) return html`<p class="say">${handmade.picture}</p>`;
    if (!layer || !where) return html`<p class="say">${handmade.none}</p>`;
    if (!values) return html`<div class="waiting"></div>`;
    const part = layer.outputShape.length === 3 ? 'map' : 'unit';
    const shown = this.#shown(where, values);
    return html`<p class="small">${this.#silent ? handmade.isSilenced : handmade.lead}</p>
      <section>
        ${this.#slices(where)}
        <div class="weights">
          <cs-weight-grid
            .rows=${where.rows}
            .columns=${where.columns}
            .values=${shown}
            .domain=${layer.kernelDomain}
            .chosen=${this.chosen}
            ?disabled=${this.#silent}
            @cs-weight=${this.#weight}
            @cs-chosen=${this.#choose}
          ></cs-weight-grid>
          ${this.#fields(where, shown, values)}
        </div>
        ${this.wrong ? html`<p class="wrong" role="alert">${handmade.notANumber(this.wrong.text)}</p>` : nothing}
      </section>
      ${where.maps ? this.#presets(where) : nothing}
      <section>
        ${this.#actions(where, part, layer.outputShape.at(-1) ?? 1)} ${this.#resets(layer.name, part)}
      </section>
      <section class="silence">
        <cs-silencing
          .session=${this.session}
          .layer=${layer.name}
          .unit=${this.#unit}
          .form=${part}
        ></cs-silencing>
      </section>`;
  }
}

/** So many significant digits; an f32 has no more than eight. */
function exact(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))).replace('-', '−') : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-kernel-tab': KernelTabElement;
  }
}
