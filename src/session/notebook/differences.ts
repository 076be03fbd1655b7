// Which settings differ between two runs, as data. What follows from a change is no change of its own: after another
// number of filters later layers have other shapes, after an inserted layer the next one reads another one, and another
// data set may need another number of answers.

import { MNIST, sameData, type DataReference } from '../../data/dataSet';
import type { SessionSettings } from '../runFacade';
import type { NetworkConfig } from '../../models/network';
import { layerDifferences, type LayerDifference } from './layerDifferences';

/** The learning rate from a step on. */
export interface RateChange {
  readonly step: number;
  readonly value: number;
}

/** All settings of a run. A `SavedRun` has them. */
export interface RunSettings {
  readonly network: NetworkConfig;
  readonly settings: SessionSettings;
  /** Absent in runs of earlier versions: MNIST. */
  readonly data?: DataReference;
  /** The learning rates of the run, oldest first; absent: that of the settings, from the first step on. */
  readonly rates?: readonly RateChange[];
}

/** One setting that differs. `from` and `to` are undefined where a run does not have it. */
export type Difference =
  | LayerDifference
  | { readonly kind: 'data'; readonly from: DataReference; readonly to: DataReference }
  /** The network has another name, and more than a few of its layers differ. */
  | { readonly kind: 'network'; readonly from: string; readonly to: string }
  /** `name` as Keras has it: `batch_size`. Of a group of options `optimizer.beta_1`, `data.colour`. */
  | { readonly kind: 'setting'; readonly name: string; readonly from: unknown; readonly to: unknown }
  | {
      readonly kind: 'learningRate';
      readonly from: readonly RateChange[];
      readonly to: readonly RateChange[];
    }
  /** Other initial weights and another order of pictures: how far two such runs differ is how large chance is. */
  | { readonly kind: 'seed'; readonly from: number; readonly to: number };

/** More differing layers than this, under another name, are another network. */
const MAX_LAYERS = 3;

/** The learning rates of a run, oldest first. */
export const ratesOf = ({ settings, rates = [] }: RunSettings): readonly RateChange[] =>
  rates.length > 0 ? rates : [{ step: 0, value: settings.learningRate }];

/** What of `b` differs from `a`, in the order in which a network is described: data, layers, training. */
export function differences(a: RunSettings, b: RunSettings): readonly Difference[] {
  const data = dataDifferences(a.data ?? MNIST, b.data ?? MNIST);
  const otherData = data.some(({ kind }) => kind === 'data');
  return [...data, ...networkDifferences(a.network, b.network, otherData), ...trainingDifferences(a, b)];
}

/** Only the seed differs. */
export const isAnotherSeed = (found: readonly Difference[]): boolean =>
  found.length === 1 && found[0]?.kind === 'seed';

function dataDifferences(a: DataReference, b: DataReference): readonly Difference[] {
  if (sameData(a, b)) return [];
  if (a.name !== b.name || a.digest !== b.digest) return [{ kind: 'data', from: a, to: b }];
  return optionDifferences('data', a.options, b.options);
}

function networkDifferences(a: NetworkConfig, b: NetworkConfig, otherData: boolean): readonly Difference[] {
  const last = b.layers.at(-1)?.name;
  const layers = layerDifferences(a, b).filter(
    (one) =>
      !(
        otherData &&
        one.kind === 'option' &&
        one.layer === last &&
        ['units', 'filters'].includes(one.option)
      ),
  );
  return a.name !== b.name && layers.length > MAX_LAYERS
    ? [{ kind: 'network', from: a.name, to: b.name }]
    : layers;
}

function trainingDifferences(a: RunSettings, b: RunSettings): readonly Difference[] {
  const [from, to] = [a.settings, b.settings];
  const setting = (name: string, before: unknown, after: unknown): Difference[] =>
    equal(before, after) ? [] : [{ kind: 'setting', name, from: before, to: after }];
  const [fromRates, toRates] = [ratesOf(a), ratesOf(b)];
  return [
    ...setting('optimizer', from.optimizer, to.optimizer),
    // Each optimizer has options of its own.
    ...(from.optimizer === to.optimizer
      ? optionDifferences('optimizer', from.optimizerOptions, to.optimizerOptions)
      : []),
    ...(equal(fromRates, toRates) ? [] : [{ kind: 'learningRate', from: fromRates, to: toRates } as const]),
    ...groupDifferences('schedule', from.schedule ?? undefined, to.schedule ?? undefined),
    ...setting('batch_size', from.batchSize, to.batchSize),
    ...setting('epochs', from.epochs, to.epochs),
    ...groupDifferences('augmentation', from.augmentation, to.augmentation),
    ...groupDifferences('early_stopping', from.earlyStopping ?? undefined, to.earlyStopping ?? undefined),
    ...groupDifferences('reduce_lr', from.reduceOnPlateau ?? undefined, to.reduceOnPlateau ?? undefined),
    ...setting('label_smoothing', from.labelSmoothing ?? 0, to.labelSmoothing ?? 0),
    ...setting('loss_weights', from.lossWeights ?? undefined, to.lossWeights ?? undefined),
    ...setting('class_weight', from.classWeights ?? undefined, to.classWeights ?? undefined),
    ...(from.seed === to.seed ? [] : [{ kind: 'seed', from: from.seed, to: to.seed } as const]),
  ];
}

type Options = Readonly<Record<string, unknown>>;

/** Of a group that is on or off as a whole: turning it on is one change. */
function groupDifferences(name: string, a: object | undefined, b: object | undefined): Difference[] {
  if (a === undefined && b === undefined) return [];
  if (a === undefined || b === undefined)
    return [{ kind: 'setting', name, from: a !== undefined, to: b !== undefined }];
  return optionDifferences(name, a as Options, b as Options);
}

function optionDifferences(group: string, a: Options = {}, b: Options = {}): Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name): Difference[] =>
    equal(a[name], b[name])
      ? []
      : [{ kind: 'setting', name: `${group}.${snakeCase(name)}`, from: a[name], to: b[name] }],
  );
}

const snakeCase = (name: string): string => name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);

export const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
