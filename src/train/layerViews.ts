// The layers as the page sees them: where their numbers lie, and the ranges their colours span.

import type { Network } from '../models/network';
import { widen, type Domain } from './colourDomain';
import type { LayerView } from './facade';
import type { LayerRange, Looker } from './probe';

interface Domains {
  readonly activation: Domain;
  readonly kernel: Domain;
}

const UNSEEN: Domains = { activation: [0, 0], kernel: [0, 0] };

/** The colour ranges of every layer. They widen as numbers grow, until they are cleared. */
export class LayerDomains {
  readonly #domains = new Map<string, Domains>();

  get(layer: string): Domains | undefined {
    return this.#domains.get(layer);
  }

  clear(): void {
    this.#domains.clear();
  }

  /** @returns whether any range grew */
  widenTo(ranges: ReadonlyMap<string, LayerRange>): boolean {
    let grown = false;
    for (const [layer, { activation, kernel }] of ranges) {
      const before = this.#domains.get(layer) ?? UNSEEN;
      const reach = kernel === null ? 0 : Math.max(Math.abs(kernel[0]), Math.abs(kernel[1]));
      const after = {
        activation: widen(before.activation, ...activation),
        kernel: kernel === null ? before.kernel : widen(before.kernel, -reach, reach),
      };
      if (after.activation === before.activation && after.kernel === before.kernel) continue;
      this.#domains.set(layer, after);
      grown = true;
    }
    return grown;
  }
}

export function layerViews(network: Network, probe: Looker, domains: LayerDomains): readonly LayerView[] {
  return network.layers.map((layer): LayerView => {
    const domain = domains.get(layer.name);
    return Object.freeze({
      name: layer.name,
      kind: layer.definition.kind,
      className: layer.definition.className,
      outputShape: layer.outputShape,
      inputShapes: layer.inputShapes,
      options: layer.options,
      parameterCount: layer.parameterCount,
      activation: probe.activation(layer.name),
      kernel: probe.parameter(layer.name, 'weight'),
      bias: probe.parameter(layer.name, 'bias'),
      activationDomain: domain?.activation ?? ([0, 1] as const),
      kernelDomain: domain?.kernel ?? ([-0.5, 0.5] as const),
      inputs: layer.inputs,
    });
  });
}
