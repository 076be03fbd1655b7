// A filter by hand: its weights as pictures that can be changed, kernels to try, its bias, and silence. Every change
// goes into the running network at once, and into the list of changes that can be undone.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { PICTURE, filterDomain, signedColour } from '../../draw/stageTiles';
import type { EditName, UnitValues } from '../../session/editing/editingFacade';
import type { LayerView } from '../../session/facade';
import type { KernelPreset, WholeKernel } from '../../session/editing/kernelPresets';
import type { UnitParameters } from '../../inspect/unitParameters';
import { busy } from '../controls/busy';
import { SessionElement } from '../sessionElement';
import { locale } from '../locale';
import { handmadeWords } from './handmadeWords';
import type { Pointed } from '../pointed';
import { shared } from '../controls/styles';
import { themeChoice } from '../theme';
import { actions, presets, sliceChooser } from './kernelForms';
import { readsColourPicture } from '../picture/pixels';
import type { ColourCells } from './colourGrid';
import './colourGrid';
import { kernelStyles } from './kernelStyles';
import './silencing';
import { tabStyles } from './tabStyles';
import { UnitController } from './unitController';
import './weightGrid';
import type { ChosenEvent, WeightEvent } from './weightGrid';

@customElement('cs-kernel-tab')
export class KernelTabElement extends SessionElement {
  static override readonly styles = [shared, tabStyles, kernelStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  /** Without what concerns a network around the layer. */
  @property({ type: Boolean }) alone = false;
  @state() private slice = 0;
  /** Changes go to every slice. */
  @state() private all = false;
  @state() private chosen = 0;
  @state() private other = 0;
  @state() private wrong: { field: 'weight' | 'bias'; text: string } | null = null;

  readonly #numbers = new UnitController(
    this,
    () => this.session,
    () => this.#fit(),
  );
  /** The unit pointed at. */
  #key = '';

  get #layer(): LayerView | null {
    return this.session?.layers.find(({ name }) => name === this.pointed?.layer) ?? null;
  }

  get #unit(): number {
    return this.pointed?.index.at(-1) ?? 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('pointed') && !changed.has('session')) return;
    const key = `${this.pointed?.layer} ${this.#unit}`;
    if (this.pointed && this.pointed.slice !== null) this.slice = this.pointed.slice;
    if (key === this.#key && this.#numbers.where) return;
    this.#key = key;
    this.wrong = null;
    this.#numbers.follow(this.pointed?.layer ?? null, this.#unit);
  }

  /** What is chosen has to be there. */
  #fit(): void {
    const { where } = this.#numbers;
    this.slice = Math.min(this.slice, (where?.slices ?? 1) - 1);
    this.chosen = Math.min(this.chosen, where ? where.rows * where.columns - 1 : 0);
    const units = this.#layer?.outputShape.at(-1) ?? 1;
    if (this.other >= units || this.other === this.#unit)
      this.other = this.#unit === 0 ? Math.min(1, units - 1) : 0;
  }

  get #silent(): boolean {
    return (
      this.session?.editing.silenced.some(
        ({ layer, unit }) => layer === this.pointed?.layer && unit === this.#unit,
      ) ?? false
    );
  }

  #write(name: EditName, change: { weights?: Float32Array; bias?: number }, gesture?: string): void {
    if (this.#silent) return;
    this.wrong = null;
    this.#numbers.write(name, change, gesture);
  }

  #name(key: EditName['key'], more: EditName['values'] = {}): EditName {
    return { key, values: { layer: this.pointed?.layer ?? '', unit: this.#unit + 1, ...more } };
  }

  /** New weights, with `change` done to the slices that are meant. */
  #changed(change: (value: number, cell: number) => number): Float32Array {
    const { where, values } = this.#numbers;
    const size = (where?.rows ?? 1) * (where?.columns ?? 1);
    return (values?.weights ?? new Float32Array()).map((value, at) =>
      this.all || Math.floor(at / size) === this.slice ? change(value, at % size) : value,
    );
  }

  #weight({ cell, value, gesture }: WeightEvent): void {
    const weights = this.#changed((before, at) => (at === cell ? value : before));
    this.#write(this.#name('weight'), { weights }, `${gesture} ${this.#key}`);
  }

  #preset(preset: KernelPreset, { numbers, divisor }: WholeKernel): void {
    // Over all input maps it is their mean that is meant.
    const share = this.all ? (this.#numbers.where?.slices ?? 1) : 1;
    const weights = this.#changed((_, cell) => (numbers[cell] ?? 0) / divisor / share);
    this.#write(this.#name('preset', { preset }), { weights });
  }

  #copy(): void {
    const { where, values } = this.#numbers;
    if (!where || !values) return;
    const size = where.rows * where.columns;
    const shown = values.weights.slice(this.slice * size, (this.slice + 1) * size);
    this.#write(this.#name('copy'), { weights: values.weights.map((_, at) => shown[at % size] ?? 0) });
  }

  #scale(by: number): void {
    this.#write(this.#name(by === -1 ? 'flip' : 'scale', { by }), {
      weights: this.#changed((value) => value * by),
    });
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

  #sliceName(layer: LayerView, { slices }: UnitParameters): string {
    const name = handmadeWords().input(this.slice + 1, slices);
    const { session } = this;
    const colour = session && readsColourPicture(session, layer);
    return colour ? `${locale.words.colours.channels[this.slice] ?? ''} · ${name}` : name;
  }

  /** The filter as one picture, where it reads a colour picture. */
  #inColour(
    layer: LayerView,
    where: UnitParameters,
    { weights }: UnitValues,
  ): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session || !readsColourPicture(session, layer)) return nothing;
    const size = where.rows * where.columns;
    const of = (slice: number, cell: number): number => weights[slice * size + cell] ?? NaN;
    const cells: ColourCells = {
      columns: where.columns,
      values: Array.from({ length: size }, (_, cell) => [of(0, cell), of(1, cell), of(2, cell)] as const),
    };
    return html`<cs-colour-grid
      data-testid="kernel-in-colour"
      caption=${locale.words.inspector.kernelInColour}
      .cells=${cells}
      .map=${signedColour(themeChoice.theme)}
      .domain=${filterDomain(layer, this.#unit)}
    ></cs-colour-grid>`;
  }

  #fields(where: UnitParameters, shown: readonly number[], values: UnitValues): TemplateResult {
    const handmade = handmadeWords();
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

  #resets(layer: string, part: 'map' | 'unit'): TemplateResult | typeof nothing {
    const { session } = this;
    const handmade = handmadeWords();
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
    const handmade = handmadeWords();
    const layer = this.#layer;
    const { where, values } = this.#numbers;
    if (this.pointed?.layer === PICTURE) return html`<p class="say">${handmade.picture}</p>`;
    if (!layer || !where) return html`<p class="say">${handmade.none}</p>`;
    if (!values) return html`<div class="waiting">${busy()}</div>`;
    const part = layer.outputShape.length === 3 ? 'map' : 'unit';
    const shown = this.#shown(where, values);
    return html`${
        this.alone
          ? nothing
          : html`<p class="small">${this.#silent ? handmade.isSilenced : handmade.lead}</p>`
      }
      <section>
        ${sliceChooser(
          {
            slices: where.slices,
            slice: this.slice,
            name: this.#sliceName(layer, where),
            all: this.all,
            show: (slice) => (this.slice = slice),
            setAll: (all) => (this.all = all),
          },
          handmade,
        )}
        ${this.#inColour(layer, where, values)}
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
      ${where.maps ? presets(where, handmade, themeChoice.theme, this.#silent, (preset, kernel) => this.#preset(preset, kernel)) : nothing}
      <section>
        ${actions(
          {
            part,
            off: this.#silent,
            single: where.slices > 1 && !this.all,
            units: layer.outputShape.at(-1) ?? 1,
            unit: this.#unit,
            other: this.other,
            scale: (by) => this.#scale(by),
            copy: () => this.#copy(),
            setOther: (other) => (this.other = other),
            swap: () => void this.#numbers.swap(this.#name('swap', { other: this.other + 1 }), this.other),
          },
          handmade,
        )}
        ${this.#resets(layer.name, part)}
      </section>
      ${
        this.alone
          ? nothing
          : html`<section class="silence">
              <cs-silencing .layer=${layer.name} .unit=${this.#unit} .form=${part}></cs-silencing>
            </section>`
      }`;
  }
}

/** So many significant digits; an f32 has no more than eight. */
function exact(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))).replace('-', '−') : '';
}
