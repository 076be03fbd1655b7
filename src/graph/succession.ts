// Two operations as one, of which the second only selects among the numbers of the first (a pooling that keeps the largest,
// a flatten). Their result is then made by the first one's activation, whose derivative whatever comes after can apply.

import { LINEAR } from '../kernels/activation';
import type { BackwardSite, ForwardSite, Operation, TensorRecord } from './operation';
import type { Tensor } from './tensor';

/** The tensors that two operations keep for their backward passes, in one record. */
const BETWEEN = 'between';
const FIRST = 'first ';
const SECOND = 'second ';

const prefixed = (prefix: string, tensors: TensorRecord = {}): TensorRecord =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

const unprefixed = (prefix: string, tensors: TensorRecord): TensorRecord =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
    ),
  );

/** @param name of the second one, for labels */
export function inSuccession(first: Operation, second: Operation, name: string): Operation {
  const siteOfSecond = <Site extends ForwardSite>(site: Site, between: Tensor): Site => ({
    ...site,
    name,
    inputs: [between],
    parameters: {},
    activation: LINEAR,
  });
  return {
    fusesActivation: first.fusesActivation,
    fusesInputActivation: first.fusesInputActivation,
    forward: (graph, site) => {
      const before = first.forward(graph, site);
      const { y, saved } = second.forward(graph, siteOfSecond(site, before.y));
      return {
        y,
        saved: { [BETWEEN]: before.y, ...prefixed(FIRST, before.saved), ...prefixed(SECOND, saved) },
      };
    },
    backward: (graph, site) => {
      const between = site.saved[BETWEEN];
      if (between === undefined) throw new Error(`layer '${name}': its input was not kept`);
      const selecting: BackwardSite = {
        ...siteOfSecond(site, between),
        saved: unprefixed(SECOND, site.saved),
        gradients: {},
        wanted: [true],
        inputActivations: [LINEAR],
      };
      const [dy] = second.backward(graph, selecting);
      if (dy === null || dy === undefined) throw new Error(`layer '${name}': gave no gradient`);
      return first.backward(graph, { ...site, y: between, saved: unprefixed(FIRST, site.saved), dy });
    },
  };
}
