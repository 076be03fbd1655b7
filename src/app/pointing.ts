// The cell pointed at: the one under the pointer, else the pinned one, else an example, so that the page explains
// something at the start. Also its explanation, and the text that is read aloud.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PICTURE } from '../draw/stageTiles';
import { ExplanationController } from '../elements/controllers/explanationController';
import { pictureName, pixelValues } from '../elements/picture/pixels';
import { formatNumber, formatPercent } from '../elements/text/format';
import { locale } from '../elements/locale';
import { stillThere, type PointAtEvent, type Pointed } from '../elements/pointed';
import type { CellExplanation, TrainFacade } from '../session/facade';
import { className, classWords } from '../elements/text/classes';

/** A cell of the first maps with a kernel, where a 3 has a stroke. */
function exampleOf({ layers }: TrainFacade): Pointed | null {
  const maps = layers.filter(({ outputShape }) => outputShape.length === 3);
  const layer = maps.find(({ kernel }) => kernel !== null) ?? maps[0];
  const [rows = 1, columns = 1, channels = 1] = layer?.outputShape ?? [];
  const index = [Math.min(9, rows - 1), Math.min(14, columns - 1), Math.min(2, channels - 1)];
  return layer ? { layer: layer.name, index, slice: null } : null;
}

const sameCell = (a: Pointed | CellExplanation | null, b: Pointed | CellExplanation | null): boolean =>
  a?.layer === b?.layer && String(a?.index) === String(b?.index);

/** Whether the network has such a cell. */
function exists({ layer, index }: Pointed, { layers, input }: TrainFacade): boolean {
  const shape = layer === PICTURE ? input.shape : layers.find(({ name }) => name === layer)?.outputShape;
  return index.length === shape?.length && index.every((at, axis) => at >= 0 && at < (shape[axis] ?? 0));
}

export class PointingController implements ReactiveController {
  /** The text that is read aloud. */
  announcement = '';
  #hovered: Pointed | null = null;
  #kept: Pointed | null = null;
  #example: Pointed | null = null;
  readonly #explanation: ExplanationController;

  /**
   * @param picture what is shown to the network: 0…1, row-major
   * @param drawn whether there are maps to point at; nothing is explained before
   */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly session: () => TrainFacade | null,
    private readonly picture: () => Float32Array | null,
    drawn: () => boolean,
  ) {
    host.addController(this);
    this.#explanation = new ExplanationController(host, () => (drawn() ? session() : null));
  }

  get pointed(): Pointed | null {
    return this.#hovered ?? this.#kept ?? this.#example;
  }

  /** The reader points at it; it is no example. */
  get chosen(): boolean {
    return (this.#hovered ?? this.#kept) !== null;
  }

  /** The pinned cell, which stays selected when the pointer leaves. */
  get kept(): Pointed | null {
    return this.#kept;
  }

  /** The explanation; null during the first request, and for the picture. */
  get explanation(): CellExplanation | null {
    return this.#explanation.explanation;
  }

  point({ pointed, keep }: PointAtEvent): void {
    const before = this.pointed;
    this.#hovered = keep ? null : pointed;
    if (keep) this.#kept = pointed;
    if (!sameCell(this.pointed, before)) this.#explanation.pointAt(this.pointed);
    this.host.requestUpdate();
  }

  /** Back to the example, or to a cell kept from an earlier visit if the network still has it. */
  reset(kept: Pointed | null = null): void {
    const session = this.session();
    this.#example ??= session && exampleOf(session);
    this.#kept = kept && session && exists(kept, session) ? kept : null;
    this.leave();
  }

  /** Nothing is under the pointer any more. */
  leave(): void {
    this.#hovered = null;
    this.#explanation.pointAt(this.pointed);
    this.host.requestUpdate();
  }

  /** Layers may be gone or smaller: the cell pointed at is removed with them, and its explanation is invalid. */
  follow(session: TrainFacade): void {
    const there = (pointed: Pointed | null): Pointed | null => {
      const still = stillThere(pointed, session.layers);
      // The picture may have become smaller, too.
      return still && exists(still, session) ? still : null;
    };
    this.#hovered = there(this.#hovered);
    this.#kept = there(this.#kept);
    this.#example = stillThere(this.#example, session.layers) ?? exampleOf(session);
    this.#explanation.forget(this.pointed);
  }

  /** The numbers changed. */
  renew(): void {
    this.#explanation.renew();
  }

  hostUpdate(): void {
    const session = this.session();
    // Only pinned cells are read aloud: a hovering pointer would cause endless speech.
    if (!session || !this.#kept || session.state === 'training') return;
    this.announcement = this.#reading(session, this.#kept) ?? this.announcement;
  }

  /** A cell and its number in words; null while the number is not known. */
  #reading(session: TrainFacade, kept: Pointed): string | null {
    const { layers, input } = session;
    const { inspector, stage } = locale.words;
    const [row = 0, column = 0, channel] = kept.index;
    const cell = inspector.cell(row + 1, column + 1);
    if (kept.layer === PICTURE) {
      const values = pixelValues(this.picture(), input.shape, kept).map(formatNumber);
      return stage.reading(`${pictureName(kept, input.shape, locale.words)}, ${cell}`, values.join(', '));
    }
    const layer = layers.find(({ name }) => name === kept.layer);
    const { explanation } = this;
    if (!layer || !explanation || !sameCell(explanation, kept)) return null;
    if (channel !== undefined) {
      const map = inspector.at.map(layer.className, channel + 1);
      return stage.reading(`${map}, ${cell}`, formatNumber(explanation.value));
    }
    return layer === layers.at(-1)
      ? stage.reading(
          classWords(session, locale.words).answer(className(session, row)),
          formatPercent(explanation.value),
        )
      : stage.reading(stage.unit(row + 1), formatNumber(explanation.value));
  }
}
