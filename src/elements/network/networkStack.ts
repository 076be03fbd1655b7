// The network as a stack, first layer on top: names, output shapes, and where the parameters come from. A click selects
// a layer and opens its controls in place. While an option moves, every layer after it shows its resulting shape; the
// network is built on release.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { PICTURE } from '../../draw/stageTiles';
import type { NetworkConfig } from '../../models/network';
import { fitNetwork, ownTitle, presetFor, sameNetwork, titleOf } from '../../session/editing/catalogue';
import { optionsIn } from '../../session/editing/chain';
import type { TrainFacade } from '../../session/facade';
import { previewNetwork, type LayerPreview, type Preview } from '../../session/editing/preview';
import { SessionElement } from '../sessionElement';
import { parameterSum, sizeSums } from './arithmetic';
import {
  additionDraft,
  freezeDraft,
  moveDraft,
  networkDraft,
  optionDraft,
  refused,
  removalDraft,
  unfreezeDraft,
  type Draft,
} from './draft';
import './changes';
import { CodeEvent, NO_CODE, type KeptCode } from '../code/event';
import './editBar';
import type { NetworkEvent } from './editBar';
import { formatShape } from '../text/format';
import type { KindEvent } from './layerMenu';
import type { PanelEvent } from './layerPanel';
import { locale } from '../locale';
import { buildingWords } from '../locales/building';
import type { OptionEvent } from './optionControl';
import { PointAtEvent, type Pointed } from '../pointed';
import { lock } from '../controls/lock';
import { shared } from '../controls/styles';
import { stackStyles } from './stackStyles';
import '../controls/tabs';
import type { TabEvent } from '../controls/tabs';
import { problemText } from './words';
import { marked } from '../text/marked';
import { integer } from '../locales/integer';

/** By which the learning rate is divided for weights that were trained before. */
const SLOWER = 10;
const load = (): Promise<unknown> => Promise.all([import('./layerPanel'), import('./layerMenu')]);
const loadCode = (): Promise<unknown> => import('../code/codePanel');

@customElement('cs-network-stack')
export class NetworkStackElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'statechange', 'editschange'] as const;
  static override readonly styles = [shared, stackStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  /** The network as code: whether it is shown in the place of the layers. */
  @property({ attribute: false }) code: KeptCode = NO_CODE;
  /** The layer with open controls. */
  @state() private open: string | null = null;
  @state() private draft: Draft | null = null;
  @state() private busy = false;
  /** The layer a new one goes behind, while the menu is open; '' in front of all. */
  @state() private adding: string | null = null;
  /** A layer on its way to another place: which, and the row it would go before or behind. */
  @state() private dragged: { layer: string; over: string | null; below: boolean } | null = null;

  /** The code was shown once; it stays, so that nothing of it is lost. */
  #coded = false;
  #built: { network: NetworkConfig; preview: Preview } | null = null;
  #titled: { network: NetworkConfig; came: NetworkConfig; title: string | null } | null = null;

  /** The network that runs. */
  get #now(): { network: NetworkConfig; preview: Preview } | null {
    const { session } = this;
    if (!session) return null;
    // The session hands out the same object as long as the network is the same.
    const { network } = session;
    if (this.#built?.network !== network) this.#built = { network, preview: previewNetwork(network) };
    return this.#built;
  }

  get #classes(): number {
    return this.session?.samples.length ?? 0;
  }

  #point(layer: string, shape: readonly number[]): void {
    const index =
      shape.length === 3 ? [Math.floor((shape[0] ?? 1) / 2), Math.floor((shape[1] ?? 1) / 2), 0] : [0];
    this.dispatchEvent(new PointAtEvent({ layer, index, slice: null }, true));
  }

  #pressed(layer: string, shape: readonly number[]): void {
    this.#point(layer, shape);
    if (layer === PICTURE) return;
    this.draft = null;
    this.adding = null;
    this.open = this.open === layer ? null : layer;
    if (this.open !== null) void this.#reveal(layer);
  }

  /** Brings the controls into view, and what comes behind them. */
  async #reveal(layer: string): Promise<void> {
    await load();
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
    const row = this.renderRoot.querySelector(
      `[data-testid=stack-layer][data-layer="${layer}"]`,
    )?.parentElement;
    const rail = row?.getBoundingClientRect();
    if (row && rail && rail.bottom > innerHeight - 160) row.scrollIntoView({ block: 'start' });
  }

  #option({ option, value, commit }: OptionEvent): void {
    const [now, layer] = [this.#now, this.open];
    if (!now || layer === null || this.busy) return;
    this.#make(optionDraft(now.network, layer, option, value, this.#classes), commit);
  }

  #make(draft: Draft, commit: boolean): void {
    const now = this.#now;
    const same = draft.preview.problem === null && now !== null && sameNetwork(draft.network, now.network);
    this.draft = same ? null : draft;
    if (commit && this.draft && draft.preview.problem === null) void this.#apply(draft);
  }

  async #apply(draft: Draft): Promise<void> {
    const { session } = this;
    if (!session || this.busy) return;
    const { open } = this;
    this.busy = true;
    try {
      await session.editing.change(draft.network, draft.name);
      this.draft = null;
      // Meanwhile another layer may have been opened, which stays so.
      if (this.open === open) this.open = draft.open;
    } catch (error) {
      this.draft = refused(draft, error);
    } finally {
      this.busy = false;
    }
  }

  #panel({ action }: PanelEvent, layer: string): void {
    const now = this.#now;
    if (!now) return;
    switch (action) {
      case 'up':
        this.#make(moveDraft(now.network, layer, -1, this.#classes), true);
        return;
      case 'down':
        this.#make(moveDraft(now.network, layer, 1, this.#classes), true);
        return;
      case 'remove':
        this.#make(removalDraft(now.network, layer, this.#classes), true);
        return;
      case 'freeze':
        this.#make(freezeDraft(now.network, layer, this.#classes), true);
        return;
      case 'unfreeze':
        this.#make(unfreezeDraft(now.network, layer, [layer], this.#classes), true);
        return;
      case 'unfreezeFrom':
        this.#make(unfreezeDraft(now.network, layer, this.#frozenFrom(layer), this.#classes), true);
        return;
      case 'slower':
        if (this.#unfrozenAt !== null) void this.session?.editing.setLearningRate(this.#unfrozenAt / SLOWER);
        return;
      case 'add':
        this.adding = layer;
        return;
      case 'apply':
        if (this.draft) void this.#apply(this.draft);
        return;
      case 'discard':
        this.draft = null;
        return;
      default:
        action satisfies never;
    }
  }

  /** Frozen layers from this one on. */
  #frozenFrom(layer: string): readonly string[] {
    const layers = this.#now?.preview.layers ?? [];
    const at = layers.findIndex(({ name }) => name === layer);
    return layers.slice(Math.max(0, at)).flatMap(({ name, frozen }) => (frozen ? name : []));
  }

  /** The learning rate, where nothing was changed since layers were unfrozen; null elsewhere. */
  get #unfrozenAt(): number | null {
    const { editing, settings } = this.session ?? {};
    const newest = editing?.entries[editing.position - 1];
    return newest?.key === 'unfreeze' && settings ? settings.learningRate : null;
  }

  #added({ kind }: KindEvent): void {
    const [now, adding] = [this.#now, this.adding];
    this.adding = null;
    if (!now || kind === null || adding === null) return;
    this.#make(additionDraft(now.network, kind, adding === '' ? null : adding, this.#classes), true);
  }

  /** Behind the layer that is open, else in front of the last: there the answer comes from. */
  #add(): void {
    void load();
    this.draft = null;
    const layers = this.#now?.network.layers ?? [];
    const open = layers.find(({ name }) => name === this.open);
    this.adding = (open ?? layers.at(-2))?.name ?? '';
  }

  #network({ name }: NetworkEvent): void {
    const { session } = this;
    if (!session) return;
    const pictures = session.data.train;
    const network = presetFor(name, pictures) ?? fitNetwork(session.editing.start, pictures);
    this.#make(networkDraft(network, titleOf(network.name), this.#classes), true);
  }

  #rowKey(event: KeyboardEvent, layer: string): void {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const now = this.#now;
    if (!event.altKey || by === undefined || !now || this.busy) return;
    event.preventDefault();
    this.#make(moveDraft(now.network, layer, by, this.#classes), true);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-testid=stack-layer][data-layer="${layer}"]`)?.focus(),
    );
  }

  #dragOver(event: DragEvent, over: string): void {
    if (!this.dragged) return;
    event.preventDefault();
    const row = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.dragged = { ...this.dragged, over, below: event.clientY > row.y + row.height / 2 };
  }

  #dropped(event: DragEvent): void {
    event.preventDefault();
    const [now, dragged] = [this.#now, this.dragged];
    this.dragged = null;
    if (!now || !dragged?.over || dragged.over === dragged.layer) return;
    const at = (name: string): number => now.network.layers.findIndex((layer) => layer.name === name);
    const [from, over] = [at(dragged.layer), at(dragged.over)];
    const to = over + (dragged.below ? 1 : 0) - (from < over ? 1 : 0);
    this.#make(moveDraft(now.network, dragged.layer, to - from, this.#classes), true);
  }

  /** The shape a layer has, or would have. */
  #shape(now: LayerPreview | undefined, next: LayerPreview | undefined, broken: boolean): TemplateResult {
    const building = buildingWords();
    const shown = this.draft ? next : now;
    if (!shown) return html`<span class="shape mono ${broken ? 'broken' : ''}">${broken ? '✕' : '–'}</span>`;
    const [was, is] = [now && formatShape(now.outputShape), formatShape(shown.outputShape)];
    const isNew = was !== is;
    return html`<span
      class="shape mono ${isNew ? 'new' : ''}"
      data-testid="stack-shape"
      title=${isNew && was ? building.before(was) : nothing}
      >${isNew ? '→ ' : ''}${is}${isNew && was ? html`<span class="visually-hidden"> (${building.before(was)})</span>` : nothing}</span
    >`;
  }

  #lines(layer: LayerPreview, now: LayerPreview | undefined, here: boolean): TemplateResult {
    const { network } = locale.words;
    const parameters = parameterSum(layer);
    const isNew = this.draft !== null && parameters?.text !== (now && parameterSum(now)?.text);
    // With a layer open, the others keep to one line, unless it changes them.
    if (this.open !== null && !isNew) return html``;
    const [size] = sizeSums(layer);
    return html`${here && size ? html`<span class="line mono">${size.text} = <b>${integer.format(size.result)}</b></span>` : nothing}
    ${
      parameters
        ? html`<span class="line mono ${isNew ? 'new' : ''}"
            >${parameters.text} = <b>${integer.format(parameters.result)}</b></span
          >`
        : here
          ? html`<span class="line">${network.noParameters}</span>`
          : nothing
    }`;
  }

  #layer(name: string, now: LayerPreview | undefined, at: number, count: number): TemplateResult {
    const { draft } = this;
    const next = draft?.preview.layers.find((layer) => layer.name === name);
    const broken = draft?.preview.problem?.layer === name;
    const shown = (draft ? next : now) ?? now;
    const className = shown?.className ?? draft?.preview.problem?.className ?? '';
    const here = this.pointed?.layer === name;
    const isOpen = this.open === name && shown !== undefined;
    const network = draft?.network ?? this.#now?.network;
    const options = network === undefined ? {} : optionsIn(network, name);
    const { dragged } = this;
    const target = dragged?.over === name ? `target ${dragged.below ? 'below' : ''}` : '';
    return html`<li
      class="${here ? 'pointed' : ''} ${isOpen ? 'open' : ''} ${target}"
      @dragover=${(event: DragEvent) => this.#dragOver(event, name)}
      @drop=${this.#dropped}
    >
      <span
        class="grip"
        draggable="true"
        data-testid="grip"
        data-layer=${name}
        title=${buildingWords().reorder}
        aria-hidden="true"
        @dragstart=${(event: DragEvent) => {
          event.dataTransfer?.setData('text/plain', name);
          this.dragged = { layer: name, over: null, below: false };
        }}
        @dragend=${() => (this.dragged = null)}
        >⠿</span
      >
      <button
        class="row"
        aria-current=${here ? 'true' : 'false'}
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        data-testid="stack-layer"
        data-layer=${name}
        title=${buildingWords().open(className)}
        @click=${() => this.#pressed(name, now?.outputShape ?? [])}
        @keydown=${(event: KeyboardEvent) => this.#rowKey(event, name)}
      >
        <span class="name mono">${className}<span class="chevron"></span></span>
        <span>${shown?.frozen ? lock() : nothing}${this.#shape(now, next, broken)}</span>
        ${shown && !isOpen ? this.#lines(shown, now, here) : nothing}
      </button>
      ${
        isOpen
          ? html`<cs-layer-panel
              .layer=${shown}
              .options=${options}
              .problem=${draft?.preview.problem ?? null}
              .frozenFrom=${this.#frozenFrom(name).length}
              .slower=${this.#unfrozenAt === null ? null : this.#unfrozenAt / SLOWER}
              .network=${(draft?.preview ?? this.#now?.preview)?.layers ?? []}
              ?pending=${draft !== null}
              ?busy=${this.busy || this.session?.state === 'compiling'}
              ?first=${at === 0}
              ?last=${at === count - 1}
              @cs-option=${this.#option}
              @cs-panel=${(event: PanelEvent) => this.#panel(event, name)}
            ></cs-layer-panel>`
          : nothing
      }
      ${this.adding === name ? this.#menu() : nothing}
    </li>`;
  }

  #menu(): TemplateResult {
    return html`<cs-layer-menu
      .behind=${this.adding === '' ? null : this.adding}
      @cs-kind=${this.#added}
    ></cs-layer-menu>`;
  }

  #picture(session: TrainFacade): TemplateResult {
    const { words } = locale;
    const here = this.pointed?.layer === PICTURE;
    return html`<li class=${here ? 'pointed' : ''}>
      <button
        class="row"
        aria-current=${here ? 'true' : 'false'}
        data-testid="stack-layer"
        data-layer=${PICTURE}
        title=${words.network.show(words.network.input)}
        @click=${() => this.#pressed(PICTURE, session.input.shape)}
      >
        <span class="name">${words.network.input}</span
        ><span class="shape mono">${formatShape(session.input.shape)}</span>
      </button>
      ${this.adding === '' ? this.#menu() : nothing}
    </li>`;
  }

  #tabs(): TemplateResult {
    const { network } = locale.words;
    return html`<cs-tabs
      .label=${network.as}
      .tabs=${[
        { id: 'layers', name: network.layers },
        { id: 'code', name: network.code },
      ]}
      .chosen=${this.code.open ? 'code' : 'layers'}
      @cs-tab=${({ id }: TabEvent) => this.dispatchEvent(new CodeEvent({ open: id === 'code' }))}
    ></cs-tabs>`;
  }

  /** In the place of the layers; room is made for it before it is there. */
  #coding(): TemplateResult | typeof nothing {
    const { open } = this.code;
    if (open && !this.#coded) {
      this.#coded = true;
      void loadCode();
    }
    return this.#coded
      ? html`<cs-code-panel
          ?hidden=${!open}
          .shown=${open}
          .pointed=${this.pointed}
          .code=${this.code}
        ></cs-code-panel>`
      : nothing;
  }

  /** What the network came in as. */
  #came({ settings, editing, data }: TrainFacade): NetworkConfig {
    return presetFor(settings.network, data.train) ?? editing.start;
  }

  #title(session: TrainFacade): string {
    const { network } = session;
    const came = this.#came(session);
    if (this.#titled?.network !== network || this.#titled.came !== came)
      this.#titled = { network, came, title: ownTitle(network, came) };
    return this.#titled.title ?? buildingWords().own;
  }

  #total(session: TrainFacade, now: { network: NetworkConfig; preview: Preview }): TemplateResult {
    const { network } = locale.words;
    const building = buildingWords();
    const came = this.#came(session);
    const shown = this.draft && !this.draft.preview.problem ? this.draft.preview : now.preview;
    const isNew = shown.parameterCount !== now.preview.parameterCount;
    return html`<p class="total" title=${building.total(shown.parameterCount, shown.multiplyAdds)}>
      <span class=${isNew ? 'new' : ''} data-testid="total"
        >${isNew ? '→ ' : ''}${network.total(shown.parameterCount)}</span
      >${shown.frozenCount > 0 ? ` · ${building.frozen.count(shown.frozenCount)}` : ''}${sameNetwork(came, now.network) ? '' : ` · ${building.changed(titleOf(session.settings.network))}`}
    </p>`;
  }

  protected override render(): TemplateResult {
    const { session, draft } = this;
    const now = this.#now;
    if (!session || !now) return html``;
    const { words } = locale;
    const { layers } = draft?.network ?? now.network;
    const title = this.#title(session);
    const problem = draft?.preview.problem;
    // The panel says what is wrong, unless its layer is the one taken out.
    const unsaid = problem && !layers.some(({ name }) => name === this.open);
    return html`<header>
        <h2 aria-label=${`${words.network.title} ${title}`} data-testid="network-title">${title}</h2>
        <cs-edit-bar ?busy=${this.busy} @cs-network=${this.#network} @cs-add=${this.#add}></cs-edit-bar>
      </header>
      <cs-changes ?busy=${this.busy}></cs-changes>
      ${
        unsaid
          ? html`<div class="problem" role="alert" data-testid="problem">
              <p>
                ${problem.layer ? buildingWords().problem.in(problem.layer) : ''}${marked(problemText(problem))}
                <span class="small">${buildingWords().problem.stays}</span>
              </p>
              <button data-testid="discard" @click=${() => (this.draft = null)}>
                ${buildingWords().discard}
              </button>
            </div>`
          : nothing
      }
      ${this.#tabs()} ${this.#coding()} ${this.code.open && this.adding !== null ? this.#menu() : nothing}
      <ol ?hidden=${this.code.open}>
        ${this.#picture(session)}
        ${repeat(
          layers,
          ({ name }) => name,
          ({ name = '' }, at) =>
            this.#layer(
              name,
              now.preview.layers.find((layer) => layer.name === name),
              at,
              layers.length,
            ),
        )}
      </ol>
      ${this.#total(session, now)}`;
  }
}
