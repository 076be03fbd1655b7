// What files are, as far as their names tell: a model, pictures to learn from, one picture, or code. Nothing is read but the
// list of names in a zip.

import { CODE_FILE } from '../code/event';
import type { PickedFile } from './jobs';

export type Content = 'model' | 'data' | 'picture' | 'code';

const PICTURE = /\.(?:png|jpe?g|webp|gif|bmp|avif)$/i;
/** IDX, CIFAR, NumPy, Teachable Machine. */
const DATA =
  /(?:-ubyte|\.idx\d?|\.npz|\.npy|\.tm|(?:^|\/)(?:data_batch_\d|test_batch|train|test)\.bin)(?:\.gz)?$/i;
const CIFAR_ARCHIVE = /cifar.*\.(?:tar\.gz|tgz)$/i;
const MODEL = /(?:\.keras|\.h5|\.hdf5|\.safetensors|\.onnx|\.pth?|\.ckpt)$/i;
/** The end of a zip says where the list of its names is; only a comment may follow. */
const MAX_END_BYTES = 22 + 0xffff;
const END_SIGNATURE = 0x06054b50;
/** Of a long list its beginning is enough. */
const MAX_LIST_BYTES = 1 << 20;
const PICTURES_IN_ZIP = /\.(?:png|jpe?g|webp|gif|bmp|avif|npz|npy|tm)(?![a-z])|-ubyte|data_batch_\d/i;

/** Of a data set; a repository shows fewer. */
const MANY_PICTURES = 200;
/** What a zip that the page saves holds beside its script. */
const SAVED_HERE = /(?:convscope|model)\.json|\.safetensors|\.weights\.h5|\.npz/;

const fileName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

export async function contentOf(files: readonly PickedFile[]): Promise<Content> {
  // Systems leave files like .DS_Store in folders.
  const own = files.filter(({ name }) => !fileName(name).startsWith('.'));
  const [first] = own;
  if (first === undefined) return 'model';
  if (await isProgram(own)) return 'code';
  if (own.some(({ name }) => MODEL.test(name))) return 'model';
  if (own.length === 1 && PICTURE.test(first.name)) return 'picture';
  if (own.some(({ name }) => PICTURE.test(name) || DATA.test(name) || CIFAR_ARCHIVE.test(name)))
    return 'data';
  for (const { name, file } of own)
    if (/\.zip$/i.test(name) && PICTURES_IN_ZIP.test(await namesInZip(file))) return 'data';
  return 'model';
}

/** Scripts: alone, several, in a folder or a zip with other things of a repository, but not with a model or a data set. */
async function isProgram(own: readonly PickedFile[]): Promise<boolean> {
  const count = (test: RegExp): number => own.filter(({ name }) => test.test(name)).length;
  const scripts = count(CODE_FILE);
  if (scripts > 0 && scripts === own.length) return true;
  // A repository may hold saved models; one script beside a model is that of the model.
  if (scripts > 1 && count(PICTURE) + count(DATA) < MANY_PICTURES) return true;
  const [only] = own;
  if (own.length !== 1 || only === undefined || !/\.zip$/i.test(only.name)) return false;
  const names = await namesInZip(only.file);
  // Behind a name the list goes on with the letters PK.
  const found = (test: RegExp): number => names.match(new RegExp(test, 'g'))?.length ?? 0;
  return found(/\.py(?![a-z])/) > 0 && found(SAVED_HERE) === 0 && found(PICTURES_IN_ZIP) < MANY_PICTURES;
}

/** The names in a zip, among other bytes of its list; empty where there is no list. */
async function namesInZip(file: File): Promise<string> {
  try {
    const end = new DataView(await file.slice(-MAX_END_BYTES).arrayBuffer());
    for (let at = end.byteLength - 22; at >= 0; at--) {
      if (end.getUint32(at, true) !== END_SIGNATURE) continue;
      const [size, start] = [end.getUint32(at + 12, true), end.getUint32(at + 16, true)];
      const list = await file.slice(start, start + Math.min(size, MAX_LIST_BYTES)).arrayBuffer();
      return new TextDecoder('latin1').decode(list);
    }
  } catch {
    // What cannot be read is told by what reads it.
  }
  return '';
}
