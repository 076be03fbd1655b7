// Converts files of any kind to pictures for the library: a small JPEG, PNG or WebP unchanged, anything else as the
// JPEG of its central square. Unreadable files are reported one by one and do not stop the others.

import { ArchiveError } from '../archives/archiveError';
import { looksLikeZip, ZipArchive } from '../archives/zip';
import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { HEAD_BYTES, sniff } from '../data/sniff';
import type { Library } from './library';
import type { LabClass, NewPicture } from './picture';
import { placeOf } from './paths';
import { LabProblem, type ProblemFacts } from './problem';

/** A file, or an entry of an archive. */
export interface Incoming {
  /** Folders with `/` between them, and its name. */
  readonly path: string;
  readonly blob: Blob;
}

export interface Intake {
  readonly pictures: readonly NewPicture[];
  /** Of which some may be new. */
  readonly classes: readonly LabClass[];
  readonly problems: readonly ProblemFacts[];
}

export interface IntakeOptions {
  /** Takes all pictures, whatever their folders are called; null: a folder a class. */
  readonly into: string | null;
  /** Takes pictures that lie in no folder. */
  readonly fallback: string;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Side of a stored square, pixels: enough for the largest network here. */
export const STORED_SIDE = 256;
const AS_IT_IS = { bytes: 96 * 1024, side: 384, kinds: ['jpeg', 'png', 'webp'] as readonly string[] };
const JPEG = { type: 'image/jpeg', quality: 0.92 } as const;
/** Decoded at a smaller size; a browser may still need the whole for a moment. */
const LARGE_MEGAPIXELS = 4;
const LARGE_HEIGHT = 512;
/** Four bytes a pixel: a gigabyte. */
const MAX_MEGAPIXELS = 256;
const ENTRY_BYTES = 64 * 2 ** 20;
const PROGRESS_EVERY = 8;

/** @throws the signal's reason; nothing else */
export async function takeFiles(
  files: readonly Incoming[],
  library: Pick<Library, 'classNamed'>,
  { into, fallback, onProgress, signal }: IntakeOptions,
): Promise<Intake> {
  const problems: ProblemFacts[] = [];
  const pictures: NewPicture[] = [];
  const classes = new Map<string, LabClass>();
  const unpacked: Unpacked[] = [];
  for (const file of files) {
    try {
      unpacked.push(...(await unpack(file)));
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      problems.push(error.facts);
    }
  }
  const wanted = unpacked.filter(({ path }) => !hidden(path));
  const stamp = Date.now().toString(36);
  const breather = new EventLoopYielder();
  for (const [at, { path, open }] of wanted.entries()) {
    await breather.yieldToEventLoop();
    signal?.throwIfAborted();
    if (at % PROGRESS_EVERY === 0) onProgress?.(at, wanted.length);
    const { className, recording, name } = placeOf(path);
    try {
      const stored = await storedForm(open(), name);
      let classId = into ?? fallback;
      if (into === null && className !== null) {
        const found = library.classNamed(className);
        classes.set(found.id, found);
        classId = found.id;
      }
      // A name that repeats in another import is another recording.
      pictures.push({ ...stored, classId, name, recording: `${recording} ${stamp}` });
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      problems.push(error.facts);
    }
  }
  onProgress?.(wanted.length, wanted.length);
  return { pictures, classes: [...classes.values()], problems };
}

/** What systems put beside files of one's own. */
const hidden = (path: string): boolean => /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path);

/** What most entries are; what each is, its bytes say. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

interface Unpacked {
  readonly path: string;
  /** Unpacks it when it is its turn. @throws LabProblem where it is damaged */
  readonly open: () => Blob;
}

async function unpack({ path, blob }: Incoming): Promise<readonly Unpacked[]> {
  if (!looksLikeZip(new Uint8Array(await blob.slice(0, 4).arrayBuffer())))
    return [{ path, open: () => blob }];
  const told = <Result>(read: () => Result): Result => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof ArchiveError)) throw cause;
      throw new LabProblem({ code: 'archive', name: path, reason: cause.message }, { cause });
    }
  };
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const archive = told(() => new ZipArchive(path, bytes));
  return archive.names
    .filter((name) => !name.endsWith('/') && !hidden(name))
    .map((name) => {
      const type = TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? '';
      return { path: name, open: () => told(() => new Blob([archive.read(name, ENTRY_BYTES)], { type })) };
    });
}

/** @throws LabProblem for what is no picture, is broken, or too large */
export async function storedForm(blob: Blob, name: string): Promise<Pick<NewPicture, 'type' | 'bytes'>> {
  if (blob.size === 0) throw new LabProblem({ code: 'empty', name });
  // Each blob costs a message to another process: a small file is read once and stays the one it is.
  const bytes = blob.size <= HEAD_BYTES ? await blob.arrayBuffer() : null;
  const found = sniff(new Uint8Array(bytes ?? (await blob.slice(0, HEAD_BYTES).arrayBuffer())));
  if (found === null) throw new LabProblem({ code: 'notPicture', name });
  const [width, height] = found.size ?? [0, 0];
  const megapixels = (width * height) / 1e6;
  if (megapixels > MAX_MEGAPIXELS) throw new LabProblem({ code: 'tooLarge', name, megapixels });
  const type = `image/${found.kind}`;
  const typed = blob.type === type ? blob : new Blob([blob], { type });
  const small =
    megapixels > LARGE_MEGAPIXELS ? { resizeHeight: LARGE_HEIGHT, resizeQuality: 'high' as const } : {};
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(typed, { imageOrientation: 'from-image', ...small });
  } catch (cause) {
    const code = found.kind === 'heic' ? 'heic' : 'broken';
    throw new LabProblem(
      megapixels > LARGE_MEGAPIXELS * 8 ? { code: 'tooLarge', name, megapixels } : { code, name },
      { cause },
    );
  }
  try {
    if (
      bytes !== null &&
      AS_IT_IS.kinds.includes(found.kind) &&
      blob.size <= AS_IT_IS.bytes &&
      Math.max(bitmap.width, bitmap.height) <= AS_IT_IS.side
    )
      return { type, bytes };
    return await squareJpeg(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** The central square as a JPEG, no larger than it was. What is transparent lies on white. */
export async function squareJpeg(
  source: CanvasImageSource,
  width: number,
  height: number,
): Promise<Pick<NewPicture, 'type' | 'bytes'>> {
  const cut = Math.min(width, height);
  const side = Math.max(1, Math.min(STORED_SIDE, Math.round(cut)));
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('fruit lab: the browser gave no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, (width - cut) / 2, (height - cut) / 2, cut, cut, 0, 0, side, side);
  const blob = await canvas.convertToBlob(JPEG);
  return { type: JPEG.type, bytes: await blob.arrayBuffer() };
}
