// <convscope-classifier>: a trained network that classifies what the camera shows, a picture, or a drawing.

import { css, html, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { locale } from '../elements/locale';
import pageStyles from '../standalone/page.css?inline';
import { EmbeddedElement } from './embeddedElement';
import type { LoadedClassifier } from './loadedClassifier';
import type { PixelScale } from './savedNetwork';

/** The detail of `convscope-answer`. */
export interface AnswerDetail {
  /** The class; null where the network is not sure. */
  readonly label: string | null;
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
}

/** The standalone page's, with elements of a part of a page in the place of those of a page. */
const partStyles = pageStyles
  .replace(/(?<![\w.-])body\b/g, ':host')
  .replace(/(?<![\w.-])(main|footer)\b/g, '.$1')
  .replace(/(?<![\w.-])\.over\b/g, ':host([data-over])')
  // The element has a frame around all of it.
  .replace(/\.frame\b/g, '.content .frame');

const isPicture = ({ type }: File): boolean => type.startsWith('image/');
const isNetwork = ({ name }: File): boolean =>
  /\.(?:html?|json|bin|keras|hdf5|h5|onnx|safetensors|pth?|ckpt|zip)$/i.test(name);

/** `255` or `2, -1`. @throws Error */
function readScale(text: string): PixelScale {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [factor = NaN, offset = 0] = numbers;
  if (numbers.length > 2 || !Number.isFinite(factor) || !Number.isFinite(offset))
    throw new Error(`scale: expected a factor, or a factor and an offset: 255, or 2, -1. Received '${text}'`);
  return { factor, offset };
}

/**
 * A trained network that classifies what the camera shows, a picture, or a drawing.
 * @tag convscope-classifier
 * @fires convscope-answer - The network answered: `detail` has label (null: not sure) and the probabilities of all classes.
 * @fires convscope-ready - It is drawn and can be used.
 * @fires convscope-error - It cannot be: `detail` is the error.
 * @csspart frame - All of it.
 * @csspart message - What is said in its place.
 */
export class ConvscopeClassifier extends EmbeddedElement {
  static override readonly styles = [
    ...EmbeddedElement.styles,
    css`
      ${unsafeCSS(partStyles)}
      :host {
        display: block;
        font: 15px / 1.5 var(--font);
      }
      .content {
        display: grid;
        gap: var(--space-16);
        padding: var(--space-16) var(--space-24);
      }
      .main {
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      }
      @container (max-width: 619px) {
        .content {
          padding: var(--space-12) var(--space-16);
        }
        .main {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--space-16);
        }
      }
    `,
  ];

  /**
   * The address of the network: a web page that Convscope saved, `.keras`, `.h5`, `.onnx`, `.safetensors`, `.zip`, or tfjs's
   * model.json with the files beside it; or two with a space between them, of a network and of its weights.
   */
  @property() src = '';
  /** The network as a file or files, such as of an `<input type="file">`; before `src`. */
  @property({ attribute: false }) file: File | readonly File[] | null = null;
  /** Names of the classes, by commas, or the address of a `.txt` or `.json` of them; absent: those of the web page, else numbers. */
  @property() labels: string | null = null;
  /**
   * What the network takes of a pixel of 0…1: a factor, or a factor and an offset: `255`, or `2, -1` for −1…1. Absent: the pixel
   * itself; a Keras Rescaling of pixels of 0…255 is seen to.
   */
  @property() scale: string | null = null;
  /** A lower probability is no answer: 0…1. */
  @property({ type: Number }) threshold: number | null = null;

  protected readonly opensAnew = ['src', 'file', 'labels', 'scale', 'threshold'];
  #opened: LoadedClassifier | null = null;
  #said: readonly number[] | null = null;

  constructor() {
    super();
    this.addEventListener('dragover', (event) => this.#over(event, true));
    this.addEventListener('dragleave', (event) => this.#over(event, false));
    this.addEventListener('drop', (event) => {
      this.#over(event, false);
      this.#take(event, event.dataTransfer);
    });
    this.addEventListener('paste', (event) => this.#take(event, event.clipboardData));
  }

  /** What the network answered last; null before. */
  get answer(): AnswerDetail | null {
    const opened = this.#opened;
    const { probabilities, best } = opened?.viewer.answer ?? {};
    if (!opened || !probabilities) return null;
    const labels = this.#labels(opened);
    return {
      label: typeof best === 'number' ? (labels[best] ?? null) : null,
      probabilities: labels.map((label, at) => ({ label, probability: probabilities[at] ?? 0 })),
    };
  }

  /** Shows a picture file to the network. @throws Error (as a rejection) before the element is ready */
  async classify(picture: Blob): Promise<AnswerDetail | null> {
    const opened = this.#opened;
    if (!opened) throw new Error('convscope-classifier: expected an element that is ready. It is not');
    await opened.viewer.show(picture instanceof File ? picture : new File([picture], 'picture'));
    return this.answer;
  }

  #labels({ model }: LoadedClassifier): readonly string[] {
    return model.labels[locale.language];
  }

  #take(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    const file = files.find(isPicture) ?? files[0];
    if (!file) return;
    event.preventDefault();
    if (isPicture(file) || !files.every(isNetwork)) void this.#opened?.viewer.show(file);
    else this.file = files;
  }

  #over(event: DragEvent, isOver: boolean): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    // Otherwise the browser would leave the page for the file.
    event.preventDefault();
    this.toggleAttribute('data-over', isOver);
  }

  protected override async openContent(wanted: () => boolean): Promise<void> {
    const files = this.file === null ? [] : [this.file].flat();
    if (this.src.trim() === '' && files.length === 0)
      throw new Error(
        'src: expected the address of a network, or a file that is dropped here. Received none',
      );
    const scale = this.scale === null ? null : readScale(this.scale);
    const { fetchedLabels, loadClassifier } = await import('./loadedClassifier');
    const named = this.labels?.trim() ?? null;
    const labels =
      named !== null && /\.(?:json|txt)$/i.test(named)
        ? await fetchedLabels(named)
        : (named?.split(',').map((label) => label.trim()) ?? null);
    const source = files.length > 0 ? files : this.src;
    const opened = await loadClassifier(source, { labels, scale, threshold: this.threshold });
    if (!wanted()) {
      opened.viewer.close();
      return;
    }
    this.closeContent();
    this.#opened = opened;
    opened.viewer.addEventListener('change', () => {
      this.requestUpdate();
      this.#say();
    });
    const [height, width] = opened.viewer.shape;
    this.style.setProperty('--proportions', `${width} / ${height}`);
  }

  #say(): void {
    const probabilities = this.#opened?.viewer.answer.probabilities ?? null;
    if (probabilities === this.#said) return;
    this.#said = probabilities;
    if (probabilities !== null)
      this.dispatchEvent(new CustomEvent('convscope-answer', { detail: this.answer, bubbles: true }));
  }

  protected override closeContent(): void {
    this.#opened?.viewer.close();
    this.#opened = null;
    this.#said = null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#opened?.viewer.isLost === true) this.fail(new Error('the graphics processor stopped'));
  }

  protected override content(): TemplateResult {
    const opened = this.#opened;
    if (!opened) return html``;
    const { viewer, model, network, view } = opened;
    const about = { ...model, language: locale.language, network };
    return html`<div class="content">
      <div class="main">${view.halves(viewer, about)}</div>
      <div class="footer">${view.remarks(about)}</div>
    </div>`;
  }
}
