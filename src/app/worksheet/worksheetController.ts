// The worksheet that is open: its task above the page, what it hides, its beginning. And the dialog that makes a link of
// the page's state. Both are loaded when they are wanted.

import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { View } from '../../elements/frame/views';
import type { Pointed } from '../../elements/pointed';
import type { Part } from '../../elements/share/parts';
import type { ShareElement } from '../../elements/share/share';
import type { StageOpened } from '../../elements/stage/stageOpened';
import type { TrainFacade } from '../../session/facade';
import type { shareDialog } from './sharing';
import { isEmbedded, sheetOf } from './sheetOf';
import type { Worksheet } from './worksheet';

/** The page, as far as a link holds it. */
export interface PageState {
  readonly session: TrainFacade;
  readonly view: View;
  readonly sample: number | null;
  readonly pointed: Pointed | null;
  readonly stage: StageOpened;
}

const NOTHING_HIDDEN: ReadonlySet<Part> = new Set();
/** In a frame of another page there is the stage, and what trains it. */
const EMBEDDED: ReadonlySet<Part> = new Set(['views', 'files', 'data', 'picture', 'network', 'inspector']);

export class WorksheetController implements ReactiveController {
  /** As in the address; null: none is open. */
  #text: string | null = null;
  #sheet: Pick<Worksheet, 'task' | 'hidden'> | null = null;
  #dialog: typeof shareDialog | null = null;

  /** @param open a link was followed while the page is open */
  constructor(
    private readonly host: LitElement,
    private readonly state: () => PageState | null,
    private readonly open: (text: string) => void,
  ) {
    host.addController(this);
  }

  get text(): string | null {
    return this.#text;
  }

  get hidden(): ReadonlySet<Part> {
    if (isEmbedded(location.hash)) return EMBEDDED;
    return this.#sheet === null ? NOTHING_HIDDEN : new Set(this.#sheet.hidden);
  }

  /** Another run is shown, of another worksheet or of none. */
  async follow(text: string | null): Promise<void> {
    if (text === this.#text) return;
    this.#text = text;
    this.#sheet = null;
    this.host.requestUpdate();
    if (text === null) return;
    const [{ readWorksheet }] = await Promise.all([import('./address'), import('../../elements/share/task')]);
    // It was read before it was opened.
    const sheet = await readWorksheet(text);
    if (text === this.#text) this.#sheet = sheet;
    this.host.requestUpdate();
  }

  /** The task, above the page. */
  task(busy: boolean): TemplateResult | typeof nothing {
    const text = this.#sheet?.task ?? '';
    return text === '' ? nothing : html`<cs-task .text=${text} .busy=${busy}></cs-task>`;
  }

  /** The dialog, once it was asked for. */
  dialog(): TemplateResult | typeof nothing {
    const state = this.state();
    return (state && this.#dialog?.(state)) ?? nothing;
  }

  async share(): Promise<void> {
    const { host } = this;
    this.#dialog = (await import('./sharing')).shareDialog;
    host.requestUpdate();
    await host.updateComplete;
    await host.renderRoot.querySelector<ShareElement>('cs-share')?.show();
  }

  readonly #followed = (): void => {
    const text = sheetOf(location.hash);
    if (text !== null && text !== this.#text && this.state() !== null) this.open(text);
  };

  hostConnected(): void {
    window.addEventListener('hashchange', this.#followed);
  }

  hostDisconnected(): void {
    window.removeEventListener('hashchange', this.#followed);
  }
}
