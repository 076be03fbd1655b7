// The backward pass as a list of dispatches: which gradients are computed, where they are added up, and who undoes an
// activation. What they compute is checked against finite differences in test/layers/together.gpu.test.ts.

import { describe, expect, it } from 'vitest';
import { appendBackward, appendForward, type BackwardOptions } from '../../src/graph/autodiff';
import { Graph } from '../../src/graph/graph';
import type { OperationNode, TensorRecord } from '../../src/graph/operation';
import type { Tensor } from '../../src/graph/tensor';
import { LINEAR, type ActivationChoice } from '../../src/kernels/activation';
import { CPU_TARGET } from '../../src/kernels/target';

const RELU: ActivationChoice = { kind: 'relu', alpha: 0 };

interface Given {
  readonly inputs: readonly number[];
  readonly trained?: boolean;
  readonly activation?: ActivationChoice;
  readonly fusesInputActivation?: boolean;
  /** The operation whose weights it uses. */
  readonly sharesWith?: string;
}

/** Appends operations that only note what they are asked for, then the backward pass from the last one's gradient. */
function differentiate(
  given: Readonly<Record<string, Given>>,
  { inputCount = 1, ...options }: BackwardOptions & { readonly inputCount?: number } = {},
): {
  readonly asked: readonly string[];
  readonly dispatched: readonly string[];
  readonly inputs: readonly (string | undefined)[];
} {
  const graph = new Graph('test', CPU_TARGET);
  const asked: string[] = [];
  const gradients = new Map<string, TensorRecord>();
  const recordOf = (name: string, trained: boolean): TensorRecord => {
    const record = gradients.get(name) ?? (trained ? { weight: graph.tensor(`${name}/dWeight`, [4]) } : {});
    gradients.set(name, record);
    return record;
  };
  const nodes = Object.entries(given).map(
    ([
      name,
      { inputs, trained = false, activation = LINEAR, fusesInputActivation = false, sharesWith = name },
    ]): OperationNode => ({
      ...{ name, inputs, activation, parameters: {} },
      gradients: recordOf(sharesWith, trained),
      operation: {
        fusesActivation: true,
        fusesInputActivation,
        forward: () => ({ y: graph.tensor(`${name}/y`, [4]) }),
        backward: (_, { dy, wanted, inputActivations, gradients: { weight } }) => {
          const undoes = inputActivations.filter(({ kind }) => kind !== 'linear').length;
          const into =
            sharesWith !== name || weight?.label.includes('part') === true ? ` to ${weight?.label}` : '';
          asked.push(`${name} from ${dy.label}${into}${undoes > 0 ? ', undoing an activation' : ''}`);
          return wanted.map((one, at) => (one ? graph.tensor(`${name}/dx${at}`, [4]) : null));
        },
      },
    }),
  );
  const inputs: Tensor[] = Array.from({ length: inputCount }, (_, at) => graph.tensor(`input${at}`, [4]));
  const pass = appendForward(graph, nodes, inputs, { training: true, trainingState: null });
  const last = inputCount + nodes.length - 1;
  const backward = appendBackward(graph, pass, new Map([[last, graph.tensor('loss', [4])]]), options);
  return {
    asked,
    dispatched: graph.dispatches.map(({ label }) => label),
    inputs: backward.inputs.map((tensor) => tensor?.label),
  };
}

describe('the backward pass', () => {
  it('goes from the last operation to the first that is trained, and no further', () => {
    const { asked, inputs } = differentiate({
      frozen: { inputs: [0] },
      hidden: { inputs: [1], trained: true },
      answer: { inputs: [2], trained: true },
    });
    expect(asked).toEqual(['answer from loss', 'hidden from answer/dx0']);
    expect(inputs).toEqual([undefined]);
  });

  it('reaches the input where its gradient is asked for', () => {
    const { asked, inputs } = differentiate(
      { frozen: { inputs: [0] }, answer: { inputs: [1], trained: true } },
      { wantedInputs: [true] },
    );
    expect(asked).toEqual(['answer from loss', 'frozen from answer/dx0']);
    expect(inputs).toEqual(['frozen/dx0']);
  });

  it('adds up the gradients of a value that is used twice', () => {
    const { asked, dispatched } = differentiate({
      stem: { inputs: [0], trained: true },
      left: { inputs: [1] },
      right: { inputs: [1] },
      join: { inputs: [2, 3] },
    });
    expect(asked).toEqual([
      'join from loss',
      'right from join/dx1',
      'left from join/dx0',
      'stem from left/dx0 + …',
    ]);
    expect(dispatched).toEqual(['left/gradient sum']);
  });

  it('adds up what operations with the same weights contribute, the last one first', () => {
    const { asked, dispatched } = differentiate({
      once: { inputs: [0], trained: true },
      twice: { inputs: [1], trained: true, sharesWith: 'once' },
      thrice: { inputs: [2], trained: true, sharesWith: 'once' },
      answer: { inputs: [3] },
    });
    expect(asked).toEqual([
      'answer from loss',
      'thrice from answer/dx0 to once/dWeight',
      'twice from thrice/dx0 to twice/part of d weight',
      'once from twice/dx0 to once/part of d weight',
    ]);
    expect(dispatched).toEqual(['twice/add to d weight', 'once/add to d weight']);
  });

  it('leaves out a branch that nothing trained lies on', () => {
    const { asked } = differentiate(
      { left: { inputs: [0], trained: true }, right: { inputs: [1] }, join: { inputs: [2, 3] } },
      { inputCount: 2 },
    );
    expect(asked).toEqual(['join from loss', 'left from join/dx0']);
  });
});

describe('a fused activation', () => {
  const two = (fusesInputActivation: boolean): Readonly<Record<string, Given>> => ({
    hidden: { inputs: [0], trained: true, activation: RELU },
    answer: { inputs: [1], trained: true, fusesInputActivation },
  });

  it('is undone by the only consumer, in its own kernel', () => {
    const { asked, dispatched } = differentiate(two(true));
    expect(asked).toEqual(['answer from loss, undoing an activation', 'hidden from answer/dx0']);
    expect(dispatched).toEqual([]);
  });

  it('is undone by a dispatch of its own where the consumer cannot', () => {
    const { asked, dispatched } = differentiate(two(false));
    expect(asked).toEqual(['answer from loss', 'hidden from hidden/dz']);
    expect(dispatched).toEqual(['hidden/activation gradient']);
  });

  it('is undone after the sum where there are two consumers', () => {
    const { asked, dispatched } = differentiate({
      stem: { inputs: [0], trained: true, activation: RELU },
      left: { inputs: [1], fusesInputActivation: true },
      right: { inputs: [1], fusesInputActivation: true },
      join: { inputs: [2, 3] },
    });
    expect(asked.at(-1)).toBe('stem from stem/dz');
    expect(dispatched).toEqual(['left/gradient sum', 'stem/activation gradient']);
  });

  it('stays in the gradient of a value whose own gradient is shown', () => {
    const { asked, dispatched } = differentiate(two(true), { unfused: new Set([1]) });
    expect(asked).toEqual(['answer from loss', 'hidden from hidden/dz']);
    expect(dispatched).toEqual(['hidden/activation gradient']);
  });
});

it('an operation before the one that it reads is refused by name', () => {
  expect(() => differentiate({ early: { inputs: [2] }, late: { inputs: [0] } })).toThrow(
    "layer 'early': input 2 comes after it; layers must be in order",
  );
});
