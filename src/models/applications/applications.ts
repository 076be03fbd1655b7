// The networks of keras.applications that are here, by Keras's names. None of them has trained weights: a file saved by
// Keras brings those along.

import { convnext } from './convnext';
import { densenet } from './densenet';
import { efficientnet } from './efficientnet';
import { efficientnetV2 } from './efficientnetV2';
import { inceptionResnetV2, inceptionV3 } from './inception';
import { mobilenet } from './mobilenet';
import { mobilenetV2 } from './mobilenetV2';
import { mobilenetV3 } from './mobilenetV3';
import { nasnet } from './nasnet';
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

const PREPROCESSED = [...USUAL_ARGUMENTS, 'include_preprocessing'];
/** ConvNeXt has it second. */
const CONVNEXT = ['include_top', 'include_preprocessing', ...USUAL_ARGUMENTS.slice(1)];
const MOBILENET_V3 = ['input_shape', 'alpha', 'minimalistic', 'include_top', 'weights', 'input_tensor', 'classes', 'pooling', 'dropout_rate', 'classifier_activation', 'include_preprocessing']; // prettier-ignore
const NASNET = ['input_shape', 'include_top', 'weights', 'input_tensor', 'pooling', 'classes', 'classifier_activation']; // prettier-ignore

const usual = (size: number, build: Application['build']): Application => ({
  size,
  positional: USUAL_ARGUMENTS,
  build,
});

/** @param depth blocks of the third stage @param width filters of the first */
const convnextOf = (name: string, depth: number, width: number): Application => ({
  ...{ size: 224, positional: CONVNEXT },
  build: convnext(`convnext_${name}`, [3, 3, depth, 3], [width, 2 * width, 4 * width, 8 * width]),
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
  MobileNetV3Small: { size: 224, positional: MOBILENET_V3, build: mobilenetV3('small') },
  MobileNetV3Large: { size: 224, positional: MOBILENET_V3, build: mobilenetV3('large') },
  EfficientNetV2B0: { size: 224, positional: PREPROCESSED, build: efficientnetV2('b') },
  EfficientNetV2B1: { size: 240, positional: PREPROCESSED, build: efficientnetV2('b', 1, 1.1) },
  EfficientNetV2B2: { size: 260, positional: PREPROCESSED, build: efficientnetV2('b', 1.1, 1.2) },
  EfficientNetV2B3: { size: 300, positional: PREPROCESSED, build: efficientnetV2('b', 1.2, 1.4) },
  EfficientNetV2S: { size: 384, positional: PREPROCESSED, build: efficientnetV2('s') },
  EfficientNetV2M: { size: 480, positional: PREPROCESSED, build: efficientnetV2('m') },
  EfficientNetV2L: { size: 480, positional: PREPROCESSED, build: efficientnetV2('l') },
  ConvNeXtTiny: convnextOf('tiny', 9, 96),
  ConvNeXtSmall: convnextOf('small', 27, 96),
  ConvNeXtBase: convnextOf('base', 27, 128),
  ConvNeXtLarge: convnextOf('large', 27, 192),
  ConvNeXtXLarge: convnextOf('xlarge', 27, 256),
  InceptionV3: usual(299, inceptionV3),
  InceptionResNetV2: usual(299, inceptionResnetV2),
  NASNetMobile: {
    ...{ size: 224, positional: NASNET },
    build: nasnet({ repeats: 4, penultimate: 1056, stem: 32, skipsReduction: false }),
  },
  NASNetLarge: {
    ...{ size: 331, positional: NASNET },
    build: nasnet({ repeats: 6, penultimate: 4032, stem: 96, skipsReduction: true }),
  },
};
