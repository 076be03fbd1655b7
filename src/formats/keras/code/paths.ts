// The names of Keras in scripts: however they were imported, they come down to `keras.layers.Dense`.

import { KERAS_KINDS } from '../layers';
import { CALLBACK_ARGUMENTS } from '../callbacks';
import { CUSTOM_LAYERS } from '../customLayers';
import { optimizerKind } from '../optimizers';

/** `tensorflow.keras.layers`, `tf_keras.layers`, `keras.api.layers`, `keras.layers.convolutional` → `keras.layers…`. */
export function plainPath(path: string): string {
  return (
    path
      .replace(
        /^(tensorflow(\.compat\.v[12])?(\.python|\._api\.v2|\.contrib)?\.)?(keras|tf_keras)(\.api|\.src)?(?=\.|$)/,
        'keras',
      )
      .replace(/^tf_keras(?=\.|$)/, 'keras')
      .replace(/^keras\.backend\.tf(?=\.|$)/, 'tensorflow')
      // keras.applications brings along what it is made of.
      .replace(/^keras\.applications\.(\w+\.)?(layers|models|backend|engine|utils)(?=\.|$)/, 'keras.$2')
      .replace(/^keras\.engine\.(\w+\.)?(Input|InputLayer|Layer|merge)$/, 'keras.layers.$2')
      .replace(/^keras\.engine\.(\w+\.)?(Model|Sequential)$/, 'keras.models.$2')
      .replace(/^keras\.initializations(?=\.|$)/, 'keras.initializers')
      .replace(/^keras\.ops\.(nn|numpy|core)\./, 'keras.ops.')
  );
}

export type Meaning =
  | { readonly what: 'layer'; readonly className: string }
  /** `layers.add([a, b])`, as Keras 2 had it. */
  | { readonly what: 'joining'; readonly className: string }
  | { readonly what: 'sequential' | 'functional' | 'input' | 'inputLayer' }
  /** Called on a tensor: a layer without a name; else a name. */
  | { readonly what: 'activation'; readonly name: string }
  | { readonly what: 'object'; readonly className: string; readonly group: string }
  | { readonly what: 'application'; readonly name: string }
  /** A model out of a file, or a copy of one. */
  | { readonly what: 'saved'; readonly name: string }
  /** What a network of keras.applications asks of pictures. */
  | { readonly what: 'preprocess' }
  | { readonly what: 'clear' }
  /** `K.set_image_dim_ordering('th')` */
  | { readonly what: 'channels' }
  /** `K.image_data_format()`; `isOld`: `K.image_dim_ordering()` */
  | { readonly what: 'order'; readonly isOld: boolean }
  /** `functools.partial` */
  | { readonly what: 'partial' }
  /** `functools.reduce` */
  | { readonly what: 'reduce' }
  | { readonly what: 'other' };

const GROUPS = /^keras\.(optimizers|regularizers|initializers|losses|metrics|constraints|callbacks)\b/;

/** What a path of a library is, when it is called. */
export function meaningOf(path: string): Meaning {
  const plain = plainPath(path);
  const last = plain.split('.').at(-1) ?? '';
  const isClass = /^[A-Z]/.test(last);
  if (/^keras\.(models\.|engine\.sequential\.)?Sequential$/.test(plain)) return { what: 'sequential' };
  if (/^keras\.(models\.|engine\.training\.)?(Model|Functional)$/.test(plain)) return { what: 'functional' };
  if (/^keras\.((layers|models)\.)?Input$/.test(plain)) return { what: 'input' };
  if (/^keras\.(layers\.)?InputLayer$/.test(plain)) return { what: 'inputLayer' };
  if (plain.startsWith('keras.layers.')) {
    if (isClass) return { what: 'layer', className: last };
    return JOINS.test(last)
      ? { what: 'joining', className: last.charAt(0).toUpperCase() + last.slice(1) }
      : { what: 'other' };
  }
  const group = GROUPS.exec(plain)?.[1];
  if (group !== undefined && last !== group) return { what: 'object', className: last, group };
  if (plain.startsWith('keras.activations.')) return { what: 'activation', name: last };
  if (
    /^(tensorflow\.nn|keras\.ops|keras\.backend)\.(relu|relu6|leaky_relu|elu|selu|silu|swish|softplus|softsign|sigmoid|tanh|softmax|log_softmax)$/.test(
      plain,
    ) ||
    // Of Keras 2's backend it is another hard sigmoid; of keras.ops GELU is the approximation unless it says otherwise.
    /^(keras\.ops\.hard_(sigmoid|silu|swish)|tensorflow\.nn\.gelu)$/.test(plain)
  )
    return { what: 'activation', name: last };
  if (plain.startsWith('keras.applications.')) {
    if (isClass) return { what: 'application', name: last };
    return last === 'preprocess_input' ? { what: 'preprocess' } : { what: 'other' };
  }
  if (/^keras\.(models|saving)\.(load_model|model_from_\w+|clone_model)$/.test(plain))
    return { what: 'saved', name: last };
  if (/^keras\.(backend|utils)\.clear_session$/.test(plain)) return { what: 'clear' };
  if (/^keras\.(backend|config)\.set_image_(data_format|dim_ordering)$/.test(plain))
    return { what: 'channels' };
  if (/^keras\.(backend|config)\.image_(data_format|dim_ordering)$/.test(plain))
    return { what: 'order', isOld: last === 'image_dim_ordering' };
  if (plain === 'functools.partial') return { what: 'partial' };
  if (plain === 'functools.reduce') return { what: 'reduce' };
  return { what: 'other' };
}

/** Functions of keras.layers that join tensors as its layers of those names do. */
export const JOINS = /^(add|concatenate|subtract|multiply|average|maximum|minimum|dot)$/;

const MODELS: Readonly<Record<string, string>> = { Sequential: 'keras.models', Model: 'keras.models' };

/** Where Keras has a name that a script uses without importing it; null where it has none. */
export function homeOf(name: string): string | null {
  const module = MODELS[name];
  if (module !== undefined) return module;
  const kind = KERAS_KINDS.get(name);
  if (kind !== undefined && CUSTOM_LAYERS[kind] !== undefined) return null;
  if (kind !== undefined || /^(Input|InputLayer|Lambda)$/.test(name)) return 'keras.layers';
  if (name === 'concatenate') return 'keras.layers';
  if (optimizerKind(name) !== null && /^[A-Z]/.test(name)) return 'keras.optimizers';
  if (Object.hasOwn(CALLBACK_ARGUMENTS, name)) return 'keras.callbacks';
  return INITIALIZER.test(name) ? 'keras.initializers' : null;
}

/** Classes of Keras that give weights their first values, of which scripts have every name by `import *`. */
const INITIALIZER =
  /^((Random|Truncated|Glorot|He|Lecun)(Normal|Uniform)|VarianceScaling|Orthogonal|Zeros|Ones|Constant)$/;

/** Libraries that scripts about pictures import. */
const LIBRARIES =
  /^(__future__|absl|albumentations|argparse|atexit|builtins|collections|copy|csv|cv2|datetime|functools|gc|glob|google|gzip|h5py|imageio|importlib|imutils|io|IPython|itertools|joblib|json|keras\w*|logging|math|matplotlib|mlflow|multiprocessing|numpy|operator|os|pandas|pathlib|pickle|PIL|pprint|pydot|pylab|random|re|requests|scipy|seaborn|shutil|six|skimage|sklearn|string|sys|tempfile|tensorboard|tensorflow\w*|tf_\w+|threading|time|torch\w*|tqdm|types|typing|urllib\w*|visualkeras|wandb|warnings|zipfile)(\.|$)/;

export const isLibrary = (path: string): boolean => LIBRARIES.test(path);

/** It is imported, and from no library that is known: from a file of the script's author. */
export const isOwnModule = (path: string): boolean => path.includes('.') && !isLibrary(path);

/** Layers of Keras that are not here: a script that uses them is right, and can't be built. */
export const NOT_HERE: ReadonlySet<string> = new Set(
  (
    'Attention AdditiveAttention AdaptiveAveragePooling2D AveragePooling1D AveragePooling3D Bidirectional ' +
    'CategoryEncoding Conv1D Conv1DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D ' +
    'Convolution1D Convolution3D Cropping1D Cropping3D DepthwiseConv1D Discretization Dot EinsumDense ' +
    'GlobalAveragePooling1D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling3D GroupQueryAttention GRU ' +
    'GRUCell Hashing HashedCrossing IntegerLookup Lambda LocallyConnected1D LocallyConnected2D LSTM LSTMCell ' +
    'Masking MaxPooling1D MaxPooling3D MaxoutDense MelSpectrogram MultiHeadAttention RMSNormalization RNN ' +
    'SeparableConv1D SimpleRNN SimpleRNNCell SpatialDropout1D SpatialDropout3D SpectralNormalization StackedRNNCells ' +
    'STFTSpectrogram StringLookup TextVectorization TimeDistributed TorchModuleWrapper UnitNormalization ' +
    'UpSampling1D UpSampling3D ZeroPadding1D ZeroPadding3D'
  ).split(' '),
);

/** Modules whose short names are used without an import, as `layers.Dense`. */
export const MODULES: Readonly<Record<string, string>> = {
  keras: 'keras',
  layers: 'keras.layers',
  models: 'keras.models',
  optimizers: 'keras.optimizers',
  regularizers: 'keras.regularizers',
  initializers: 'keras.initializers',
  callbacks: 'keras.callbacks',
  losses: 'keras.losses',
};

/** Has this path to do with a network, so that a line that names it can't be passed over? */
export function isAboutNetwork(path: string): boolean {
  // What is done to pictures and answers of a network makes none.
  if (/\.(preprocess_input|decode_predictions)$/.test(path)) return false;
  return /^keras\.(layers|models|Sequential|Model|Input|applications)\b/.test(plainPath(path));
}

/** Keras's name for a layer that is given none: `Conv2D` → `conv2d`, `LeakyReLU` → `leaky_re_lu`. */
export function automaticName(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Gives out automatic names: `conv2d`, `conv2d_1`, … */
export class NameGiver {
  readonly #counts = new Map<string, number>();

  /** What the next layer of this class would be called. */
  next(className: string): string {
    const base = automaticName(className);
    const count = this.#counts.get(base) ?? 0;
    return count === 0 ? base : `${base}_${count}`;
  }

  take(className: string): string {
    const name = this.next(className);
    const base = automaticName(className);
    this.#counts.set(base, (this.#counts.get(base) ?? 0) + 1);
    return name;
  }

  clear(): void {
    this.#counts.clear();
  }

  /** @returns what puts the counts back to now */
  snapshot(): () => void {
    const before = new Map(this.#counts);
    return () => {
      this.#counts.clear();
      before.forEach((count, base) => this.#counts.set(base, count));
    };
  }
}
