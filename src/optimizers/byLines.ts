// An optimizer that is explained line by line: the lines are its reference, too (reference.ts).

import type { Graph } from '../graph/graph';
import type { OptionTable, Resolved } from '../graph/options';
import { decayedFirst } from './decay';
import {
  defineOptimizer,
  type OptimizerDefinition,
  type OptimizerSite,
  type UpdateLine,
  type UpdateSite,
} from './optimizer';

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
  readonly lines: (options: Resolved<Table>, site: UpdateSite) => readonly UpdateLine[];
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
  });
}
