// The selection of the microscope: a layer, and in it a filter, an input and one weight; and the number of positions of
// each stage for it.

import type { ReactiveControllerHost } from 'lit';
import { sizeOf } from '../../draw/shape';
import type { LayerStepView, StepView, ParameterName } from '../../inspect/microscope/microscope';
import { pairsOf } from './columns';
import { filterIn, type Chosen } from './parts';
import type { Lengths } from './stages';

/** Places of a map; 1 of a vector. */
const cellsOf = (shape: readonly number[]): number => sizeOf(shape.slice(0, -1));

export class Selection {
  /** The layer chosen; null before one is. */
  layer: string | null = null;
  filters: ReadonlyMap<string, number> = new Map();
  #slices: ReadonlyMap<string, number> = new Map();
  #place: readonly [number, number] = [2, 2];
  #lines = 1;
  #parameter: ParameterName = 'weight';

  constructor(private readonly host: ReactiveControllerHost) {}

  choose(layer: string): void {
    this.layer = layer;
    this.host.requestUpdate();
  }

  chooseFilter(layer: string, filter: number): void {
    this.filters = new Map([...this.filters, [layer, filter]]);
    this.host.requestUpdate();
  }

  chooseSlice(layer: string, slice: number): void {
    this.#slices = new Map([...this.#slices, [layer, slice]]);
    this.host.requestUpdate();
  }

  choosePlace(row: number, column: number): void {
    this.#place = [row, column];
    this.host.requestUpdate();
  }

  chooseParameter(parameter: ParameterName): void {
    this.#parameter = parameter;
    this.host.requestUpdate();
  }

  /** Lines of the update's arithmetic. */
  set lines(count: number) {
    this.#lines = count;
    this.host.requestUpdate();
  }

  /** The layer with the displayed weights: the selected one, else the nearest that has weights. */
  weighted(view: StepView): LayerStepView | null {
    const at = view.layers.findIndex(({ name }) => name === this.layer);
    const has = ({ weight, delta }: LayerStepView): boolean => weight !== null && delta !== null;
    return view.layers.slice(Math.max(0, at)).find(has) ?? view.layers.findLast(has) ?? null;
  }

  /** In a layer: what was chosen, as far as there is so much. */
  chosen(layer: LayerStepView): Chosen {
    const [rows = 1, columns = 1] =
      layer.weight?.before.shape.length === 4 ? layer.weight.before.shape : [1, 1];
    const sources = layer.inputShapes[0]?.at(-1) ?? 1;
    return {
      layer: layer.name,
      filter: filterIn(this.filters, layer),
      slice: Math.min(this.#slices.get(layer.name) ?? 0, sources - 1),
      place: [Math.min(this.#place[0], rows - 1), Math.min(this.#place[1], columns - 1)],
    };
  }

  /** What is updated: the weight chosen, or the bias where the layer has one. */
  updated(layer: LayerStepView): ParameterName {
    return layer.bias ? this.#parameter : 'weight';
  }

  lengths(view: StepView): Lengths {
    const pairs = pairsOf(view).length;
    const layer = this.weighted(view);
    return {
      forward: pairs + 1,
      loss: 1,
      delta: pairs,
      kernel: layer ? cellsOf(layer.outputShape) + 1 : 1,
      input: layer ? cellsOf(layer.inputShapes[0] ?? []) : 1,
      update: this.#lines,
    };
  }
}
