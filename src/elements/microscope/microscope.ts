// One training step in slow motion, in place of the stage: six numbered stages on the picture shown, with a panel that
// does the arithmetic of the one thing looked at. The step is taken on copies; training itself is not touched.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Screen } from '../../draw/screen';
import { activationMap } from '../../draw/stageTiles';
import type { TrainFacade } from '../../train/facade';
import type { LayerLook, Look, Microscope, ParameterName } from '../../train/microscope';
import { SizeController } from '../controllers/sizeController';
import { formatLoss, formatPercent, formatShort } from '../format';
import { icons } from '../icons';
import { LocaleController } from '../locale';
import { shared } from '../styles';
import { ThemeController } from '../theme';
import './columns';
import { controlStyles } from './controlStyles';
import { pairsOf, type LayerEvent } from './columns';
import './deltaPanel';
import { MicroscopeEvent } from './event';
import './inputPanel';
import './kernelPanel';
import type { ActiveEvent } from './kernelPanel';
import { LookController } from './lookController';
import './lossPanel';
import { microscopeStyles } from './microscopeStyles';
import './nudge';
import type { PlaceEvent } from './numberGrid';
import { chooser, filterIn, slicesOf, tiles, viewOf, placeIn, type Chosen } from './parts';
import { Player } from './player';
import { STAGES, type Lengths, type Position, type Stage } from './stages';
import type { CellEvent } from '../tileCanvas';
import './updatePanel';
import type { LinesEvent } from './updatePanel';

const SPEEDS = [0.5, 1, 2, 4, 8] as const;

@customElement('cs-microscope')
export class MicroscopeElement extends LitElement {
  static override readonly styles = [shared, controlStyles, microscopeStyles];

  @property({ attribute: false }) session: TrainFacade | null = null;
  @property({ attribute: false }) screen: Screen | null = null;
  /** The picture shown: another one is another step. */
  @property({ attribute: false }) picture: Float32Array | null = null;
  @state() private layer: string | null = null;
  @state() private filters: ReadonlyMap<string, number> = new Map();
  @state() private slices: ReadonlyMap<string, number> = new Map();
  @state() private place: readonly [number, number] = [2, 2];
  @state() private lines = 1;
  @state() private parameter: ParameterName = 'weight';

  readonly #locale = new LocaleController(this);
  readonly #theme = new ThemeController(this);
  readonly #scope = new LookController(
    this,
    () => this.session,
    () => this.screen,
  );
  readonly #size = new SizeController(this, () => this);
  readonly #player = new Player(this, () => (this.#scope.look ? this.#lengths(this.#scope.look) : null));
  #focusPlay = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
    if (this.session?.state === 'training') void this.session.pause();
    // The step is of what training has now; a past moment on the stage would not be what it starts from.
    if (this.session && this.session.travel.shown.kind !== 'now') this.session.travel.backToNow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('picture')) this.#scope.renew();
  }

  /** Puts the focus on what leads through the step, once it is there. */
  override focus(): void {
    const play = this.renderRoot.querySelector<HTMLElement>('[data-testid=microscope-play]');
    this.#focusPlay = play === null;
    (play ?? this.renderRoot.querySelector<HTMLElement>('[data-testid=microscope-close]'))?.focus();
  }

  protected override updated(): void {
    const play = this.renderRoot.querySelector('[data-testid=microscope-play]');
    if (!this.#focusPlay || !play) return;
    this.#focusPlay = false;
    // Whoever has moved on meanwhile is not called back.
    if (this.shadowRoot?.activeElement) this.focus();
  }

  /** The layer whose weights are looked at: the one chosen, else the nearest that has some. */
  #weighted(look: Look): LayerLook | null {
    const at = look.layers.findIndex(({ name }) => name === this.layer);
    const has = ({ weight, delta }: LayerLook): boolean => weight !== null && delta !== null;
    return look.layers.slice(Math.max(0, at)).find(has) ?? look.layers.findLast(has) ?? null;
  }

  #lengths(look: Look): Lengths {
    const pairs = pairsOf(look).length;
    const layer = this.#weighted(look);
    const cells = (shape: readonly number[]): number => shape.slice(0, -1).reduce((a, b) => a * b, 1);
    return {
      forward: pairs + 1,
      loss: 1,
      delta: pairs,
      kernel: layer ? cells(layer.outputShape) + 1 : 1,
      input: layer ? cells(layer.inputShapes[0] ?? []) : 1,
      update: this.lines,
    };
  }

  #chosen(layer: LayerLook): Chosen {
    const [rows = 1, columns = 1] =
      layer.weight?.before.shape.length === 4 ? layer.weight.before.shape : [1, 1];
    const sources = layer.inputShapes[0]?.at(-1) ?? 1;
    return {
      layer: layer.name,
      filter: filterIn(this.filters, layer),
      slice: Math.min(this.slices.get(layer.name) ?? 0, sources - 1),
      place: [Math.min(this.place[0], rows - 1), Math.min(this.place[1], columns - 1)],
    };
  }

  #lookAt(layer: string): void {
    const { look } = this.#scope;
    this.layer = layer;
    if (!look) return;
    const { stage } = this.#player.position;
    const pairs = pairsOf(look);
    const at = pairs.findIndex(({ name }) => name === layer);
    this.#player.stop();
    if (stage === 'delta' && at >= 0) this.#player.go({ stage, at: pairs.length - 1 - at });
    else if (stage === 'kernel') this.#player.go({ stage, at: 1 });
    else if (stage === 'input') this.#player.go({ stage, at: 0 });
  }

  #set(which: 'filters' | 'slices', layer: string, value: number): void {
    this[which] = new Map([...this[which], [layer, value]]);
    this.#player.active = [];
  }

  /** Left and right step through, but where an arrow key has work of its own. */
  readonly #key = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (target instanceof Element && target.closest('input, select, td, [role=region]')) return;
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    this.#player.step(event.key === 'ArrowRight' ? 1 : -1);
  };

  #labelChoice(look: Look): TemplateResult {
    const words = this.#locale.words.microscope;
    const names = this.#names(look);
    const [value, from] = [look.label, look.labelFrom];
    return html`<label
        >${words.label.of}<select
          data-testid="label"
          @change=${(event: Event) => {
            const given = (event.target as HTMLSelectElement).value;
            this.#scope.choose(given === '' ? null : Number(given));
          }}
        >
          ${names.map((name, at) => html`<option value=${at} ?selected=${at === value}>${name}</option>`)}
        </select></label
      ><span class="small" data-testid="label-from">${words.label.from[from]}</span>`;
  }

  #names(look: Look): readonly string[] {
    const samples = this.session?.samples ?? [];
    return samples.length === look.probabilities.length
      ? samples.map(({ label }) => label)
      : look.probabilities.map((_, at) => String(at));
  }

  #stages(now: Position): TemplateResult {
    const words = this.#locale.words.microscope;
    return html`<div class="stages">
      <ol aria-label=${words.stages}>
        ${STAGES.map(
          (stage, at) =>
            html`<li>
              <button
                aria-current=${stage === now.stage ? 'step' : 'false'}
                data-testid=${`stage-${stage}`}
                @click=${() => this.#player.open(stage)}
              >
                <i>${at + 1}</i>${words.names[stage]}
              </button>
            </li>`,
        )}
      </ol>
      <div class="transport" role="group" aria-label=${words.transport}>
        <button
          class="icon"
          data-testid="microscope-previous"
          aria-label=${words.previous}
          title=${words.previous}
          ?disabled=${this.#player.isFirst}
          @click=${() => this.#player.step(-1)}
        >
          ${icons.left()}
        </button>
        <button
          class="icon go"
          data-testid="microscope-play"
          aria-label=${this.#player.playing ? words.pause : words.play}
          title=${this.#player.playing ? words.pause : words.play}
          @click=${() => (this.#player.playing ? this.#player.stop() : this.#player.play())}
        >
          ${this.#player.playing ? icons.pause(16) : icons.play(16)}
        </button>
        <button
          class="icon"
          data-testid="microscope-next"
          aria-label=${words.next}
          title=${words.next}
          ?disabled=${this.#player.isLast}
          @click=${() => this.#player.step(1)}
        >
          ${icons.right()}
        </button>
        <select
          aria-label=${words.speed}
          title=${words.speed}
          @change=${(event: Event) => (this.#player.speed = Number((event.target as HTMLSelectElement).value))}
        >
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === this.#player.speed}>${speed}×</option>`)}
        </select>
      </div>
    </div>`;
  }

  #caption(look: Look, stage: Stage): string {
    const { caption } = this.#locale.words.microscope;
    const p = look.probabilities[look.label] ?? NaN;
    const name = this.#names(look)[look.label] ?? String(look.label);
    switch (stage) {
      case 'forward':
        return caption.forward;
      case 'loss':
        return caption.loss(name, formatPercent(p), formatShort(p), formatLoss(look.loss));
      case 'delta':
        return caption.delta;
      case 'kernel':
        return caption.kernel;
      case 'input':
        return caption.input;
      case 'update':
        return caption.update(look.optimizer);
      default:
        return stage satisfies never;
    }
  }

  /** The layer and its filter, its input and the position: what can be chosen in the panel. */
  #choices(look: Look, now: Position, layer: LayerLook, stage: Stage): TemplateResult {
    const words = this.#locale.words.microscope;
    const chosen = this.#chosen(layer);
    const view = this.session && viewOf(this.session, layer.name);
    const maps = layer.inputShapes[0]?.length === 3;
    const length = this.#lengths(look)[stage];
    const channels = layer.outputShape.at(-1) ?? 1;
    const pooled = layer.weight === null;
    const updates = stage === 'update';
    const sliced = stage === 'kernel' || stage === 'input' || (updates && this.#updated(layer) === 'weight');
    const single = stage === 'delta' && layer.outputShape.length !== 3;
    return html`<div class="choices">
      <h3>${view?.className} <span class="small">${layer.name}</span></h3>
      ${
        single
          ? nothing
          : chooser(
              layer.outputShape.length === 3 ? (pooled ? words.channel : words.filter) : words.unit,
              chosen.filter,
              channels,
              (filter) => this.#set('filters', layer.name, filter),
              'filter',
            )
      }
      ${updates && layer.bias ? this.#parameterChoice(layer) : nothing}
      ${
        sliced
          ? chooser(
              maps ? words.inputMap : words.inputNumber,
              chosen.slice,
              layer.inputShapes[0]?.at(-1) ?? 1,
              (slice) => this.#set('slices', layer.name, slice),
              'slice',
            )
          : nothing
      }
      ${
        (stage === 'kernel' || stage === 'input') && length > 2
          ? html`<input
              type="range"
              min="0"
              max=${length - 1}
              .value=${String(now.at)}
              data-testid="scrub"
              aria-label=${stage === 'kernel' ? words.scrubKernel : words.scrubInput}
              @input=${(event: Event) => {
                this.#player.stop();
                this.#player.go({ stage, at: Number((event.target as HTMLInputElement).value) });
              }}
            />`
          : nothing
      }
    </div>`;
  }

  /** What is updated: the weight chosen, or the bias where it has one. */
  #updated(layer: LayerLook): ParameterName {
    return layer.bias ? this.parameter : 'weight';
  }

  #parameterChoice(layer: LayerLook): TemplateResult {
    const words = this.#locale.words.microscope.update;
    const now = this.#updated(layer);
    return html`<label
      >${words.parameter}<select
        data-testid="parameter"
        @change=${(event: Event) => {
          this.parameter = (event.target as HTMLSelectElement).value === 'bias' ? 'bias' : 'weight';
        }}
      >
        ${(['weight', 'bias'] as const).map(
          (one) => html`<option value=${one} ?selected=${one === now}>${words.names[one]}</option>`,
        )}
      </select></label
    >`;
  }

  #nudge(layer: LayerLook, parameter: ParameterName = 'weight'): TemplateResult {
    return html`<cs-nudge
      class="nudge"
      .microscope=${this.#scope.microscope}
      .look=${this.#scope.look}
      .layer=${layer.name}
      .parameter=${parameter}
      .at=${placeIn(layer, this.#chosen(layer), parameter)}
    ></cs-nudge>`;
  }

  #panel(
    look: Look,
    now: Position,
    shown: LayerLook,
    microscope: Microscope,
  ): TemplateResult | typeof nothing {
    const { session, screen } = this;
    if (!session) return nothing;
    const layer = this.#weighted(look);
    const chosen = layer && this.#chosen(layer);
    const last = look.layers.at(-1);
    const words = this.#locale.words.microscope;
    switch (now.stage) {
      case 'forward': {
        const view = viewOf(session, shown.name);
        const channels = Math.min(16, shown.outputShape.at(-1) ?? 1);
        const maps = shown.outputShape.length === 3;
        return html`${this.#choices(look, now, shown, 'forward')}
          <p class="mono formula">${shown.formula}</p>
          ${
            view
              ? html`<cs-tiles
                  class="maps"
                  .screen=${screen}
                  .view=${tiles(
                    shown.activation,
                    slicesOf(
                      shown.activation,
                      Array.from({ length: channels }, (_, channel) => channel),
                    ),
                    activationMap(view, this.#theme.theme),
                    view.activationDomain,
                    {
                      across: Math.min(8, maps ? channels : 1),
                      chosen: maps ? filterIn(this.filters, shown) : null,
                    },
                  )}
                  label=${words.activationOf(view.className)}
                  largest="72"
                  @cs-cell=${({ cell, keep }: CellEvent) => keep && cell && maps && this.#set('filters', shown.name, cell.tile)}
                ></cs-tiles>`
              : nothing
          }`;
      }
      case 'loss':
        return html`<cs-loss-panel
          .look=${look}
          .layer=${last ?? null}
          .names=${this.#names(look)}
        ></cs-loss-panel>`;
      case 'delta':
        return html`${this.#choices(look, now, shown, 'delta')}
        ${
          shown === last
            ? html`<cs-loss-panel
                deltas
                .look=${look}
                .layer=${last}
                .names=${this.#names(look)}
              ></cs-loss-panel>`
            : html`<cs-delta-panel
                .session=${session}
                .screen=${screen}
                .microscope=${microscope}
                .look=${look}
                .layer=${shown}
                .filter=${filterIn(this.filters, shown)}
              ></cs-delta-panel>`
        }`;
      case 'kernel':
        return layer
          ? html`${this.#choices(look, now, layer, 'kernel')}
              <cs-kernel-panel
                .session=${session}
                .screen=${screen}
                .microscope=${microscope}
                .look=${look}
                .layer=${layer}
                .chosen=${chosen}
                .at=${now.at}
                @cs-active=${(event: ActiveEvent) => (this.#player.active = event.active)}
                @cs-place=${(event: PlaceEvent) => (this.place = [event.row, event.column])}
              ></cs-kernel-panel>
              ${this.#nudge(layer)}`
          : nothing;
      case 'input':
        return layer
          ? html`${this.#choices(look, now, layer, 'input')}
              <cs-input-panel
                .session=${session}
                .screen=${screen}
                .microscope=${microscope}
                .look=${look}
                .layer=${layer}
                .chosen=${chosen}
                .at=${now.at}
              ></cs-input-panel>`
          : nothing;
      case 'update':
        return layer
          ? html`${this.#choices(look, now, layer, 'update')}
              <cs-update-panel
                .session=${session}
                .microscope=${microscope}
                .look=${look}
                .layer=${layer}
                .chosen=${chosen}
                .parameter=${this.#updated(layer)}
                .at=${now.at}
                @cs-lines=${(event: LinesEvent) => (this.lines = event.count)}
                @cs-place=${(event: PlaceEvent) => (this.place = [event.row, event.column])}
              ></cs-update-panel>
              ${this.#nudge(layer, this.#updated(layer))}`
          : nothing;
      default:
        return now.stage satisfies never;
    }
  }

  /** Large where there is room; small where the panel needs it, which shows the maps in question anyway. */
  #tileSide(stage: number): number {
    const { width, height } = this.#size;
    if (width >= 1080 && height >= 700) return 112;
    return stage > 2 && height < 700 ? 56 : 84;
  }

  #body(look: Look, microscope: Microscope): TemplateResult {
    const now = this.#player.position;
    const pairs = pairsOf(look);
    const at = STAGES.indexOf(now.stage);
    const walked =
      now.stage === 'delta'
        ? pairs[pairs.length - 1 - now.at]
        : now.stage === 'forward' && now.at < pairs.length
          ? pairs[now.at - 1]
          : pairs.find(({ name }) => name === this.layer);
    const shown = walked ?? pairs[0];
    const backward =
      now.stage === 'delta'
        ? now.at + 1 + (now.at === pairs.length - 1 ? 1 : 0)
        : at > 2
          ? pairs.length + 1
          : 0;
    const layer = at > 2 ? this.#weighted(look) : shown;
    return html`${this.#stages(now)}
      <p class="caption" aria-live="polite" data-testid="caption">
        <b>${at + 1}</b> ${this.#caption(look, now.stage)}
      </p>
      <div class="body">
        <cs-microscope-columns
          .session=${this.session}
          .screen=${this.screen}
          .look=${look}
          .forward=${now.stage === 'forward' ? now.at + 1 : pairs.length + 1}
          .backward=${backward}
          .layer=${now.stage === 'loss' ? (look.layers.at(-1)?.name ?? '') : (layer?.name ?? '')}
          .filters=${this.filters}
          .stage=${at + 1}
          .tile=${this.#tileSide(at)}
          @cs-layer=${(event: LayerEvent) => this.#lookAt(event.layer)}
        ></cs-microscope-columns>
        <section class="panel">${shown ? this.#panel(look, now, shown, microscope) : nothing}</section>
      </div>`;
  }

  protected override render(): TemplateResult {
    const words = this.#locale.words.microscope;
    const { look, microscope, error } = this.#scope;
    return html`<header>
        <h2>${words.title}</h2>
        ${look ? html`<span class="small">${words.moment(look.step)}</span>${this.#labelChoice(look)}` : nothing}
        <span class="room"></span>
        <button
          class="icon"
          data-testid="microscope-close"
          aria-label=${words.close}
          title=${words.close}
          @click=${() => this.dispatchEvent(new MicroscopeEvent(false))}
        >
          ${icons.close()}
        </button>
      </header>
      ${
        look && microscope
          ? this.#body(look, microscope)
          : html`<p class="waiting" role=${error ? 'alert' : 'status'}>
              ${error ? html`${words.failed}<br /><span class="mono small">${error.message}</span>` : words.preparing}
            </p>`
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'cs-microscope': MicroscopeElement;
  }
}
