// An optimizer that is explained line by line: the lines are its reference, too.

import type { Graph } from '../graph/graph';
import { map, ndArray, type NdArray } from '../reference/ndArray';
import type { OptionTable, Resolved } from '../graph/options';
import { decayedFirst } from './decay';
import {
  defineOptimizer,
  type OptimizerDefinition,
  type OptimizerSite,
  type UpdateLine,
  type UpdateSite,
} from './optimizer';

/** A line that gives the new number of a slot, or with `kept` what the slot keeps of it. */
export interface SlotLine extends UpdateLine {
  readonly slot?: string;
  readonly kept?: number;
}

interface Own {
  readonly learningRate: number;
  readonly weightDecay: number;
}

interface ByLines<Table extends OptionTable> {
  readonly kind: string;
  readonly className: string;
  readonly options: Table;
  readonly slots: readonly string[];
  /** Weight decay is not among the lines. The last line is the new weight. */
  readonly lines: (options: Resolved<Table>, site: UpdateSite) => readonly SlotLine[];
  readonly append: (graph: Graph, options: Resolved<Table>, site: OptimizerSite) => void;
}

export function defineByLines<Table extends OptionTable>({
  kind,
  className,
  options: table,
  slots,
  lines,
  append,
}: ByLines<Table>): OptimizerDefinition<Table> {
  type Options = Resolved<Table>;
  const explain = decayedFirst<Options>((options, site) => lines(options, site));
  return defineOptimizer<Table>({
    ...{ kind, className, append },
    options: table,
    slots: () => slots,
    explain: (options, site) => explain(options as Options & Own, site),
    reference: (options, parameters) => {
      const { learningRate: ownRate } = options as Own;
      let params = parameters;
      let step = 0;
      const kept = new Map(slots.map((name): [string, NdArray] => [name, ndArray(parameters.shape)]));
      return (gradients, learningRate = ownRate) => {
        step++;
        let at = 0;
        params = map(params, (weight) => {
          const i = at++;
          const before = [...kept].map(([name, { data }]) => [name, data[i] ?? 0] as const);
          const update: readonly SlotLine[] = explain(options as Options & Own, {
            ...{ weight, gradient: gradients.data[i] ?? 0, slots: Object.fromEntries(before) },
            ...{ learningRate, step },
          });
          for (const { slot, value, kept: part = value } of update) {
            const data = slot === undefined ? undefined : kept.get(slot)?.data;
            if (data !== undefined) data[i] = part;
          }
          return update.at(-1)?.value ?? NaN;
        });
        return params;
      };
    },
  });
}
