// What a script describes, as data that two versions of it can be compared by.

import { checkOptions } from '../../../layers/options';
import { layerDefinition } from '../../../layers/all';
import type { CodeReading } from './read';

/** What a script describes, as far as an edit may change it. */
export interface Facts {
  readonly layers: readonly {
    readonly kind: string | null;
    readonly options: unknown;
    readonly trainable: boolean;
    readonly reads: readonly number[];
  }[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly input: unknown;
  readonly names: readonly (string | null)[];
}

export function factsOf(reading: CodeReading): Facts {
  const { layers, settings, inputs } = reading;
  return {
    layers: layers.map(({ kind, options, trainable, inputs: reads }) => ({
      kind,
      trainable,
      options: kind === null ? options : checkOptions('code', layerDefinition(kind).options, options),
      reads: reads.map((name) => layers.findIndex((other) => other.name === name)),
    })),
    settings: {
      optimizer: settings.optimizer && {
        kind: settings.optimizer.kind,
        options: settings.optimizer.options,
        schedule: settings.optimizer.schedule,
      },
      loss: settings.loss,
      batchSize: settings.batchSize?.value ?? null,
      epochs: settings.epochs?.value ?? null,
      validationSplit: settings.validationSplit?.value ?? null,
      labelSmoothing: settings.labelSmoothing,
      classWeights: settings.classWeights,
      lossWeights: settings.lossWeights,
      earlyStopping: settings.callbacks.earlyStopping,
      reduceOnPlateau: settings.callbacks.reduceOnPlateau,
    },
    input: inputs.map(({ shape }) => shape),
    names: layers.map(({ named, name }) => (named ? name : null)),
  };
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function changedLayers(before: CodeReading, after: CodeReading): number[] {
  const [a, b] = [factsOf(before), factsOf(after)];
  if (a.layers.length !== b.layers.length) return [];
  return b.layers.flatMap((layer, at) =>
    same(layer, a.layers[at]) && a.names[at] === b.names[at] ? [] : [at],
  );
}
