// The shader of the layer pointed at: a simple one that can be edited, with the lines at work in a walk, and below it the
// one that really runs. What is typed runs for the maps alone and is kept nowhere.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { PICTURE } from '../../draw/stageTiles';
import type { LayerShader, RunningShader, ShaderProblem } from '../../session/facade';
import { busy } from '../controls/busy';
import { SessionElement } from '../sessionElement';
import { titleStyles } from '../inspector/cellTitle';
import { tabStyles } from '../inspector/tabStyles';
import { locale } from '../locale';
import type { Pointed } from '../pointed';
import { BeatEvent } from '../stage/beatEvent';
import { shared } from '../controls/styles';
import { computedLines } from './computedLines';
import { ShaderEditor } from './shaderEditor';
import { lintStyles } from '../controls/lintStyles';
import { shaderStyles } from './shaderStyles';
import './shaderText';
import { shaderWords } from '../locales/shader';

/** From the last key to compiling. */
const TYPING_MS = 300;
/** Compiling that takes no longer is not mentioned. */
const QUICK_MS = 300;

@customElement('cs-shader-tab')
export class ShaderTabElement extends SessionElement {
  static override readonly sessionEvents = ['layerschange', 'shaderschange'] as const;
  static override readonly styles = [shared, tabStyles, titleStyles, lintStyles, shaderStyles];

  @property({ attribute: false }) pointed: Pointed | null = null;
  /** What computes the layer; null while it is asked for. */
  @state() private shader: LayerShader | null = null;
  @state() private activity: 'none' | 'typing' | 'compiling' = 'none';
  @query('.editor > div') private readonly place!: HTMLElement | null;

  /** The layer shown. It stays while its text is being edited. */
  #layer = '';
  /** Each question about a layer makes those before it void. */
  #asked = 0;
  #editor: ShaderEditor | null = null;
  #language = locale.language;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beat: BeatEvent | null = null;

  protected override sessionChanged({ type }: Event): void {
    if (type === 'layerschange') {
      this.#forget();
      this.#ask();
    } else this.#follow();
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener(BeatEvent.type, this.#heardBeat);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener(BeatEvent.type, this.#heardBeat);
    this.#send();
    this.#editor?.close();
    this.#editor = null;
  }

  readonly #heardBeat = (event: BeatEvent): void => {
    this.#beat = event;
    this.#point();
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    const layer = this.pointed?.layer ?? '';
    // Pointing at another cell while typing does not replace the text.
    if (layer !== this.#layer && !(this.#editor?.hasFocus ?? false)) {
      this.#send();
      this.#layer = layer;
      this.#ask();
    } else if (changed.has('session')) this.#ask();
  }

  #ask(): void {
    const { session } = this;
    const asked = ++this.#asked;
    const layer = this.#layer;
    if (this.shader?.layer !== layer) this.shader = null;
    if (!session?.layers.some(({ name }) => name === layer)) {
      this.shader = null;
      return;
    }
    session.shaders.of(layer).then(
      (shader) => {
        if (asked !== this.#asked) return;
        const other = this.shader?.layer !== layer || this.shader.plain !== shader.plain;
        this.shader = shader;
        if (other) this.#opened = false;
        else this.#follow();
      },
      // The network changed meanwhile: it is asked again then.
      () => undefined,
    );
  }

  /** The editor shows the text of this layer. */
  #opened = false;

  protected override updated(): void {
    const { place, shader } = this;
    if (!place || shader?.plain === null || shader === null) {
      this.#editor?.close();
      this.#editor = null;
      return;
    }
    const { editor: label, phrases } = shaderWords();
    if (this.#editor === null) {
      this.#editor = new ShaderEditor(place, this.renderRoot as ShadowRoot, { label, phrases }, () =>
        this.#typed(),
      );
      this.#opened = false;
    } else if (this.#language !== locale.language) {
      this.#editor.say({ label, phrases });
      this.#follow();
    }
    this.#language = locale.language;
    if (!this.#opened) {
      this.#opened = true;
      this.#editor.open(this.session?.shaders.typed(shader.layer)?.text ?? shader.plain);
      this.#follow();
      this.#point();
    }
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.activity = 'typing';
    this.#editor?.lint([]);
    this.#point();
    this.#timer = setTimeout(() => this.#send(), TYPING_MS);
  }

  /** What is being typed is of no use any more: it was reset, or is of another network. */
  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.activity = 'none';
  }

  /** What was typed goes to the session. */
  #send(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [session, editor, shader] = [this.session, this.#editor, this.shader];
    if (!session || !editor || !shader) return;
    const { text } = editor;
    this.activity = 'none';
    const slow = setTimeout(() => (this.activity = 'compiling'), QUICK_MS);
    void session.shaders
      .write(shader.layer, text)
      // The network may be another by now.
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(slow);
        if (this.activity === 'compiling') this.activity = 'none';
        this.requestUpdate();
      });
  }

  /** The session has news of the text: what is wrong with it, or it was reset. */
  #follow(): void {
    const [session, editor, shader] = [this.session, this.#editor, this.shader];
    if (!session || !editor || typeof shader?.plain !== 'string' || !this.#opened) return;
    // A newer text is on its way.
    if (this.#timer !== undefined) return;
    const typed = session.shaders.typed(shader.layer);
    editor.write(typed?.text ?? shader.plain);
    editor.lint((typed?.problems ?? []).map((problem) => ({ ...problem, message: messageOf(problem) })));
    this.#point();
  }

  /** The lines at work. */
  #point(): void {
    const [beat, editor] = [this.#beat, this.#editor];
    if (!editor || !this.#opened) return;
    const now = beat?.layer === this.#layer ? beat.beat : null;
    editor.point(now === null ? [] : computedLines(editor.text, now));
  }

  #reset(): void {
    const [session, shader] = [this.session, this.shader];
    if (!session || typeof shader?.plain !== 'string') return;
    this.#forget();
    session.shaders.reset(shader.layer);
    this.#editor?.write(shader.plain);
    this.#editor?.lint([]);
    this.requestUpdate();
  }

  #status(): { readonly text: string; readonly state: 'original' | 'edited' | 'error' | 'busy' } {
    const words = shaderWords();
    const typed = this.session?.shaders.typed(this.#layer) ?? null;
    if (this.activity === 'compiling') return { text: words.compiling, state: 'busy' };
    if (this.activity === 'typing') return { text: words.typing, state: 'busy' };
    const errors = typed?.problems.filter(({ severity }) => severity === 'error') ?? [];
    if (errors.length > 0)
      return errors[0]?.code === 'endless' && typed?.applied === false
        ? { text: words.stopped, state: 'error' }
        : { text: words.unchanged(errors.length), state: 'error' };
    if (typed?.applied === true) return { text: words.edited, state: 'edited' };
    return { text: words.original, state: 'original' };
  }

  #edit(): TemplateResult {
    const words = shaderWords();
    const { session } = this;
    const typed = session?.shaders.typed(this.#layer) ?? null;
    const { text, state } = this.#status();
    const busyNow = state === 'busy';
    const dropped = session?.shaders.dropped ?? null;
    const isDropped = dropped?.layers.includes(this.#layer) === true && typed === null && !busyNow;
    return html`<p class="small">${words.lead}</p>
      ${isDropped ? html`<p class="note" data-testid="shader-dropped">${words.dropped[dropped.reason]}</p>` : nothing}
      <div
        class="editor ${typed?.applied === true ? 'edited' : ''}"
        data-testid="shader-editor"
        @keydown=${(event: KeyboardEvent) => {
          // It only makes way for Tab; the page has another use for it.
          if (event.key === 'Escape') event.stopPropagation();
        }}
        @focusout=${() => this.requestUpdate()}
      >
        <div></div>
      </div>
      <div class="bar ${typed?.applied === true ? 'edited' : ''}">
        <p data-testid="shader-status" data-state=${state} aria-live=${busyNow ? 'off' : 'polite'}>${text}</p>
        ${
          typed !== null || busyNow
            ? html`<button
                class="reset"
                data-testid="shader-reset"
                aria-label=${words.resetLabel}
                @click=${() => this.#reset()}
              >
                ${words.reset}
              </button>`
            : nothing
        }
      </div>
      ${typed !== null && typed.problems.length > 0 && !busyNow ? this.#problems(typed.problems) : nothing}`;
  }

  #problems(problems: readonly ShaderProblem[]): TemplateResult {
    const words = shaderWords();
    return html`<ul>
      ${problems.map(
        (problem) =>
          html`<li>
            <button
              class="lint ${problem.severity}"
              data-testid="shader-problem"
              @click=${() => this.#editor?.focusLine(problem.line, problem.column)}
            >
              <span class="where"
                >${words.kinds[problem.code === 'endless' ? 'stopped' : problem.severity]} ·
                ${words.line(problem.line)}</span
              >${messageOf(problem)}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #run(run: RunningShader): TemplateResult {
    const { runs } = shaderWords();
    return html`<div class="run">
      <h3>${run.label}</h3>
      <dl>
        <dt>${runs.workgroups}</dt>
        <dd data-testid="shader-workgroups">${runs.each(groups(run), run.workgroupSize)}</dd>
        <dt title=${runs.flopsTitle}>${runs.flops}</dt>
        <dd data-testid="shader-flops">${count(run.flops)}FLOP</dd>
        <dt title=${runs.bytesTitle}>${runs.read}</dt>
        <dd data-testid="shader-read">${count(run.bytesRead)}B</dd>
        <dt title=${runs.bytesTitle}>${runs.written}</dt>
        <dd data-testid="shader-written">${count(run.bytesWritten)}B</dd>
      </dl>
      <cs-shader-text .text=${run.text} label=${runs.editor(run.kernel)}></cs-shader-text>
    </div>`;
  }

  #running(shader: LayerShader): TemplateResult {
    const { runs } = shaderWords();
    const content = shader.runs.map((run) => this.#run(run));
    return shader.plain === null
      ? html`${content}`
      : html`<details data-testid="shader-runs" @toggle=${() => this.requestUpdate()}>
          <summary>${runs.title}</summary>
          <p class="small">${runs.lead}</p>
          ${this.#unfolded ? content : nothing}
        </details>`;
  }

  get #unfolded(): boolean {
    return this.renderRoot.querySelector('details')?.open ?? false;
  }

  #content(): TemplateResult {
    const words = shaderWords();
    const { shader } = this;
    if (this.#layer === PICTURE) return html`<p class="say">${words.picture}</p>`;
    if (!shader) return html`<div class="waiting">${busy()}</div>`;
    if (shader.runs.length === 0) return html`<p class="say">${words.reshapes}</p>`;
    return html`${shader.plain === null ? html`<p class="small">${words.noPlain}</p>` : this.#edit()}
    ${this.#running(shader)}`;
  }

  protected override render(): TemplateResult {
    const { inspector } = locale.words;
    const layer = this.session?.layers.find(({ name }) => name === this.#layer);
    return html`<header>
        <h2 class="title" data-testid="inspector-title">${layer?.className ?? inspector.at.picture}</h2>
        ${layer ? html`<p class="small mono">${layer.name}</p>` : nothing}
      </header>
      ${this.#content()}`;
  }
}

/** What is wrong, in the page's language; the compiler's own words are English. */
function messageOf(problem: ShaderProblem): string {
  return shaderWords().problems[problem.code](problem).trim();
}

const groups = ({ workgroups }: RunningShader): string => {
  const [x, y, z] = workgroups;
  return z > 1 ? `${x}×${y}×${z}` : y > 1 ? `${x}×${y}` : String(x);
};

/** `117.6 k`, `2.4 M`, `840 `: to be followed by a unit. */
function count(value: number): string {
  const [by, name] =
    value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : value >= 1e3 ? [1e3, 'k'] : [1, ''];
  const digits = by === 1 ? 0 : value / by < 100 ? 1 : 0;
  return `${(value / by).toFixed(digits)} ${name}`;
}
