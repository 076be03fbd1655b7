// The networks of keras.applications that are here, by Keras's names. None of them has trained weights: a file saved by
// Keras brings those along.

import { densenet } from './densenet';
import { efficientnet } from './efficientnet';
import { mobilenet } from './mobilenet';
import { mobilenetV2 } from './mobilenetV2';
import type { ApplicationOptions, Part } from './part';
import { resnet, resnetV2 } from './resnet';
import { vgg } from './vgg';
import { xception } from './xception';

export interface Application {
  /** Rows and columns of the input where none are given. */
  readonly size: number;
  /** The order of its arguments in Keras. */
  readonly positional: readonly string[];
  build(options: ApplicationOptions): Part;
}

/** The order of most of them. */
export const USUAL_ARGUMENTS = [
  'include_top',
  'weights',
  'input_tensor',
  'input_shape',
  'pooling',
  'classes',
  'classifier_activation',
];
const WITH_ALPHA = ['input_shape', 'alpha', 'depth_multiplier', 'dropout', 'include_top', 'weights', 'input_tensor', 'pooling', 'classes', 'classifier_activation']; // prettier-ignore

const usual = (size: number, build: Application['build']): Application => ({
  size,
  positional: USUAL_ARGUMENTS,
  build,
});

export const APPLICATIONS: Readonly<Record<string, Application>> = {
  VGG16: usual(224, vgg([2, 2, 3, 3, 3])),
  VGG19: usual(224, vgg([2, 2, 4, 4, 4])),
  ResNet50: usual(224, resnet([3, 4, 6, 3])),
  ResNet101: usual(224, resnet([3, 4, 23, 3])),
  ResNet152: usual(224, resnet([3, 8, 36, 3])),
  ResNet50V2: usual(224, resnetV2([3, 4, 6, 3])),
  ResNet101V2: usual(224, resnetV2([3, 4, 23, 3])),
  ResNet152V2: usual(224, resnetV2([3, 8, 36, 3])),
  MobileNet: { size: 224, positional: WITH_ALPHA, build: mobilenet },
  MobileNetV2: {
    size: 224,
    positional: WITH_ALPHA.filter((name) => name !== 'depth_multiplier' && name !== 'dropout'),
    build: mobilenetV2,
  },
  DenseNet121: usual(224, densenet([6, 12, 24, 16])),
  DenseNet169: usual(224, densenet([6, 12, 32, 32])),
  DenseNet201: usual(224, densenet([6, 12, 48, 32])),
  EfficientNetB0: usual(224, efficientnet(1, 1, 0.2)),
  EfficientNetB1: usual(240, efficientnet(1, 1.1, 0.2)),
  EfficientNetB2: usual(260, efficientnet(1.1, 1.2, 0.3)),
  EfficientNetB3: usual(300, efficientnet(1.2, 1.4, 0.3)),
  EfficientNetB4: usual(380, efficientnet(1.4, 1.8, 0.4)),
  EfficientNetB5: usual(456, efficientnet(1.6, 2.2, 0.4)),
  EfficientNetB6: usual(528, efficientnet(1.8, 2.6, 0.5)),
  EfficientNetB7: usual(600, efficientnet(2, 3.1, 0.5)),
  Xception: usual(299, xception),
};
