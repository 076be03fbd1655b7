// The view of a simulated step: what the page draws and describes after the step was taken on the sandbox.

import { readFloats } from '../../gpu/readback';
import { lastActivation } from '../../models/lower';
import type { NetworkLayer } from '../../models/network';
import { softmaxForward } from '../../reference/activations';
import { ndArray } from '../../reference/ndArray';
import { roundUp, type Domain } from '../probe/colourDomain';
import type { LayerStepView, StepView, ParameterStepView } from './microscopeTypes';
import { inSlab, type StepSandbox } from './stepSandbox';

const symmetric = (reach: number): Domain => {
  const limit = reach > 0 && Number.isFinite(reach) ? roundUp(reach) : 1;
  return [-limit, limit];
};

/** Takes the step on what the sandbox holds, with the loss of a class; null: of the class that the network answers. */
export async function takeStepView(
  sandbox: StepSandbox,
  known: number | null,
): Promise<Omit<StepView, 'labelFrom'>> {
  const { context, probe, simulated, last } = sandbox;
  const { device, network } = context;
  const picture = network.inputs[0]?.name ?? '';
  const logits = sandbox.view(probe.activation(last.name), last.name);
  let label = known;
  if (label === null) {
    probe.run();
    const answer = await readFloats(device, logits);
    label = answer.indexOf(Math.max(...answer));
  }
  probe.setLabel(label);
  probe.run();
  simulated.take();
  const [output, deltas, loss, reaches, when] = await Promise.all([
    readFloats(device, logits),
    readFloats(device, sandbox.view(probe.delta(last.name), last.name)),
    readFloats(device, sandbox.view(probe.loss, 'loss')),
    probe.readReaches(),
    simulated.when(),
  ]);
  return {
    label,
    loss: loss[0] ?? NaN,
    probabilities: probe.endsInLogits(last.name)
      ? [...softmaxForward(ndArray([1, output.length], output)).data]
      : [...output],
    logitDeltas: [...deltas],
    ...when,
    optimizer: simulated.optimizer.definition.className,
    picture: sandbox.view(probe.activation(picture), 'picture'),
    pictureGradient: probe.inputGradient,
    pictureDomain: symmetric(reaches.get(`${picture}/gradient`) ?? 0),
    layers: network.layers.map((layer) => layerStepView(sandbox, layer, reaches)),
  };
}

function layerStepView(
  sandbox: StepSandbox,
  layer: NetworkLayer,
  reaches: ReadonlyMap<string, number>,
): LayerStepView {
  const { probe } = sandbox;
  const { name, definition, outputShape, inputs, inputShapes } = layer;
  const domain = (what: string): Domain => symmetric(reaches.get(`${name}/${what}`) ?? 0);
  const parameter = (which: 'weight' | 'bias'): ParameterStepView | null => {
    const entry = sandbox.find(name, which);
    const gradient = probe.parameterGradient(name, which);
    if (entry === undefined || gradient === null) return null;
    return {
      before: inSlab(sandbox.held.parameters, entry),
      after: inSlab(sandbox.simulated.after, entry),
      gradient,
      gradientDomain: domain(which),
    };
  };
  return Object.freeze({
    name,
    rule: definition.explain.rule,
    outputShape,
    activation: sandbox.view(probe.activation(name), name),
    activationName: lastActivation(layer),
    formula: definition.explain.formula(layer.options, inputShapes),
    gradient: probe.gradient(name),
    delta: probe.delta(name),
    gradientDomain: domain('gradient'),
    deltaDomain: domain('delta'),
    weight: parameter('weight'),
    bias: parameter('bias'),
    inputs,
    inputShapes,
  });
}
