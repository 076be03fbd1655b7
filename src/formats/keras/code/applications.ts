// Calls of keras.applications: their arguments, as a network of src/models/applications.

import type { Shape } from '../../../graph/tensor';
import { APPLICATIONS, USUAL_ARGUMENTS, type Application } from '../../../models/applications/applications';
import { partsOf, type Part } from '../../../models/applications/part';
import { listValue, numberValue } from './arithmetic';
import { namedArguments } from './given';
import { plainValue, type GivenArgument, type Value } from './values';

export interface ApplicationCall {
  readonly given: readonly GivenArgument[];
  /** Null: there is no such network here. */
  readonly application: Application | null;
  /** Whether the script expects it to be trained. */
  readonly isTrained: boolean;
  readonly inputShape: GivenArgument | undefined;
  readonly inputTensor: Value | undefined;
  /** Its layers, each after those that it reads. */
  readonly parts: (input: Shape) => readonly Part[];
}

/** `_obtain_input_shape(input_shape, default_size=224)`, as networks in the way of keras.applications begin. */
export function applicationShape(path: string, given: readonly GivenArgument[]): Value | undefined {
  if (!/\b_?obtain_input_shape$/.test(path)) return undefined;
  const [first, second] = given;
  if (first?.given.type === 'list') return first.given;
  const size = given.find(({ name }) => name === 'default_size') ?? second;
  if (size?.given.type !== 'number') return undefined;
  return listValue([size.given, size.given, numberValue(3, true, null)], null);
}

export function applicationCall(name: string, written: readonly GivenArgument[]): ApplicationCall {
  const application = (Object.hasOwn(APPLICATIONS, name) ? APPLICATIONS[name] : undefined) ?? null;
  const given = namedArguments(written, application?.positional ?? USUAL_ARGUMENTS);
  const find = (one: string): GivenArgument | undefined => given.find((argument) => argument.name === one);
  const plain = (one: string): unknown => {
    const value = find(one)?.given;
    return value === undefined ? undefined : plainValue(value);
  };
  const number = (one: string, fallback: number): number => {
    const value = plain(one);
    return typeof value === 'number' ? value : fallback;
  };
  const [pooling, activation] = [plain('pooling'), plain('classifier_activation')];
  return {
    ...{ given, application, isTrained: plain('weights') !== null },
    ...{ inputShape: find('input_shape'), inputTensor: find('input_tensor')?.given },
    parts: (shape) =>
      application === null
        ? []
        : partsOf(
            application.build({
              ...{ shape, top: plain('include_top') !== false, classes: number('classes', 1000) },
              pooling: pooling === 'avg' || pooling === 'max' ? pooling : null,
              activation:
                activation === null ? 'linear' : typeof activation === 'string' ? activation : 'softmax',
              ...{ alpha: number('alpha', 1), depthMultiplier: number('depth_multiplier', 1) },
              dropout: number('dropout', 1e-3),
              dropoutRate: number('dropout_rate', 0.2),
              minimalistic: plain('minimalistic') === true,
              preprocessing: plain('include_preprocessing') !== false,
            }),
          ),
  };
}
