// The layers as views: the buffer ranges of their numbers, and the ranges of their colours.

import { isFrozen, type Network } from '../../models/network';
import { FIRST_SCALE, UNSEEN, sameDomain, union, widen, type ColourScale, type Domain } from './colourDomain';
import type { Broken, LayerView } from '../viewsFacade';
import type { Probe } from './probe';
import type { LayerRange, TensorRange } from './ranges';

/** The ranges of one tensor: of all its numbers, and of each channel. */
interface Span {
  readonly whole: Domain;
  readonly channels: readonly Domain[];
}

interface Spans {
  readonly activation: Span;
  readonly kernel: Span;
  readonly broken: LayerView['broken'];
}

/** What the colours of one layer span under the scale chosen. Null: nothing was seen. */
interface Shown {
  readonly activation: Domain | null;
  readonly kernel: Domain | null;
  readonly channels: LayerView['channelDomains'];
}

const NO_SPAN: Span = { whole: UNSEEN, channels: [] };
const SOUND: Broken = Object.freeze({ nan: 0, infinite: 0 });
const UNSEEN_SPANS: Spans = {
  activation: NO_SPAN,
  kernel: NO_SPAN,
  broken: { activation: SOUND, kernel: SOUND },
};

const seen = (domain: Domain): Domain | null => (domain[1] > 0 ? domain : null);

/** @param twoSided as far down as up, as kernels are drawn */
function widenSpan(before: Span, { low, high, channels }: TensorRange, twoSided: boolean): Span {
  const stretch = (domain: Domain, from: number, to: number): Domain => {
    if (from > to) return domain;
    const reach = Math.max(Math.abs(from), Math.abs(to));
    return twoSided ? widen(domain, -reach, reach) : widen(domain, from, to);
  };
  const whole = stretch(before.whole, low, high);
  // A layer has one colour map, so its maps are two-sided together.
  const signed = whole[0] < 0;
  return {
    whole,
    channels: channels.map(([from, to], channel) => {
      const own = stretch(before.channels[channel] ?? UNSEEN, from, to);
      return signed && own[1] > 0 ? ([-own[1], own[1]] as const) : own;
    }),
  };
}

/** @param channels whether those of single channels count */
const sameSpan = (a: Span, b: Span, channels: boolean): boolean =>
  sameDomain(a.whole, b.whole) &&
  (!channels ||
    (a.channels.length === b.channels.length &&
      a.channels.every((domain, at) => sameDomain(domain, b.channels[at] ?? UNSEEN))));

const sameBroken = (a: Broken, b: Broken): boolean => a.nan === b.nan && a.infinite === b.infinite;

/** The colour ranges of every layer. They widen as numbers grow, until they are cleared, fitted, or let follow. */
export class LayerDomains {
  scale: ColourScale = FIRST_SCALE;
  readonly #spans = new Map<string, Spans>();
  #latest: ReadonlyMap<string, LayerRange> = new Map();

  clear(): void {
    this.#spans.clear();
    this.#latest = new Map();
  }

  /** The ranges of the numbers last read, and no more. */
  fit(): void {
    const latest = this.#latest;
    this.clear();
    this.take(latest);
  }

  /** Takes in what the numbers span now. @returns whether anything that is shown changed */
  take(ranges: ReadonlyMap<string, LayerRange>): boolean {
    this.#latest = ranges;
    const channels = this.scale.scope === 'unit';
    let changed = false;
    for (const [layer, { activation, kernel }] of ranges) {
      const before = this.#spans.get(layer) ?? UNSEEN_SPANS;
      const from = this.scale.follow ? UNSEEN_SPANS : before;
      const after: Spans = {
        activation: widenSpan(from.activation, activation, false),
        kernel: kernel === null ? before.kernel : widenSpan(from.kernel, kernel, true),
        broken: {
          activation: { nan: activation.nan, infinite: activation.infinite },
          kernel: kernel === null ? SOUND : { nan: kernel.nan, infinite: kernel.infinite },
        },
      };
      this.#spans.set(layer, after);
      changed ||=
        !sameSpan(before.activation, after.activation, channels) ||
        !sameSpan(before.kernel, after.kernel, channels) ||
        !sameBroken(before.broken.activation, after.broken.activation) ||
        !sameBroken(before.broken.kernel, after.broken.kernel);
    }
    return changed;
  }

  broken(layer: string): LayerView['broken'] {
    return (this.#spans.get(layer) ?? UNSEEN_SPANS).broken;
  }

  shown(layer: string): Shown {
    const { activation, kernel } = this.#spans.get(layer) ?? UNSEEN_SPANS;
    switch (this.scale.scope) {
      case 'network': {
        const all = [...this.#spans.values()];
        return {
          activation: seen(union(all.map((spans) => spans.activation.whole))),
          kernel: seen(union(all.map((spans) => spans.kernel.whole))),
          channels: null,
        };
      }
      case 'layer':
        return { activation: seen(activation.whole), kernel: seen(kernel.whole), channels: null };
      case 'unit': {
        // A map that is zero everywhere has no range of its own.
        const own = ({ whole, channels }: Span): readonly Domain[] =>
          channels.map((domain) => seen(domain) ?? whole);
        return {
          activation: seen(activation.whole),
          kernel: seen(kernel.whole),
          channels: {
            activation: seen(activation.whole) ? own(activation) : [],
            kernel: seen(kernel.whole) ? own(kernel) : [],
          },
        };
      }
      default:
        return this.scale.scope satisfies never;
    }
  }
}

export function layerViews(network: Network, probe: Probe, domains: LayerDomains): readonly LayerView[] {
  return network.layers.map((layer): LayerView => {
    const { activation, kernel, channels } = domains.shown(layer.name);
    return Object.freeze({
      name: layer.name,
      kind: layer.definition.kind,
      className: layer.definition.className,
      outputShape: layer.outputShape,
      inputShapes: layer.inputShapes,
      options: layer.options,
      parameterCount: layer.parameterCount,
      frozen: isFrozen(layer),
      activation: probe.activation(layer.name),
      kernel: probe.parameter(layer.name, 'weight'),
      bias: probe.parameter(layer.name, 'bias'),
      activationDomain: activation ?? ([0, 1] as const),
      kernelDomain: kernel ?? ([-0.5, 0.5] as const),
      channelDomains: channels,
      broken: domains.broken(layer.name),
      inputs: layer.inputs,
    });
  });
}
