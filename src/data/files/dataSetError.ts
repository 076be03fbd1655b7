// What is wrong with a file of a data set, as data: the page makes a translated message of it.

import type { ArchiveProblem } from '../../archives/archiveError';
import { dataSetMessage } from './dataSetMessage';

/** A file, and where it is in an archive the entry. */
export interface Origin {
  /** Empty where there is no file at all. */
  readonly file: string;
  readonly entry: string | null;
}

export type Counted = 'images' | 'classes' | 'pixels' | 'bytes';
export type Part = 'train' | 'test';

/** The place in a file. */
export type DataPlace =
  | { readonly at: 'file' | 'header' | 'values' | 'images' | 'labels' | 'classes' | 'folders' | 'pixels' }
  /** Counted from 0. */
  | { readonly at: 'label'; readonly index: number }
  | { readonly at: 'class'; readonly name: string }
  /** Either part of the data set. */
  | { readonly at: 'part'; readonly part: Part };

export type DataExpected =
  | { readonly wants: 'dataSet' | 'pictureFile' | 'decodable' | 'numpyHeader' | 'imageShape' }
  | { readonly wants: 'numbers' | 'oneHot' | 'wholeNumber' | 'pixelRange' | 'classFolders' | 'noArchive' }
  | { readonly wants: 'oneFormat' | 'oneDataSet' | 'numpyVersion' | 'cifarBytes' | 'binaryVersion' }
  | { readonly wants: 'idxMagic'; readonly magic: string; readonly dimensions: number }
  | { readonly wants: 'count'; readonly count: number; readonly of: Counted }
  | { readonly wants: 'atLeast' | 'atMost'; readonly count: number; readonly of: Counted }
  /** So many bytes for values of a shape. */
  | { readonly wants: 'shapeBytes'; readonly shape: readonly number[]; readonly bytes: number }
  | { readonly wants: 'range'; readonly min: number; readonly max: number }
  | { readonly wants: 'labelEach'; readonly images: number }
  | { readonly wants: 'one'; readonly of: 'images' | 'labels'; readonly part: Part }
  | { readonly wants: 'classes' | 'classOf'; readonly names: readonly string[] }
  | { readonly wants: 'size'; readonly size: readonly number[] }
  | { readonly wants: 'intact'; readonly kind: 'zip' | 'gzip' | 'tar' };

/** What a file is if it is no data set. */
export type OtherKind =
  | 'empty'
  | 'text'
  | 'html'
  | 'pickle'
  | 'hdf5'
  | 'parquet'
  | 'pdf'
  | 'archive'
  | 'picture'
  | 'video'
  | 'unknown';

export type DataReceived =
  | { readonly is: 'number'; readonly value: number }
  /** As it stands in the file, in no language. */
  | { readonly is: 'verbatim'; readonly text: string }
  | { readonly is: 'count'; readonly count: number; readonly of: Counted }
  | { readonly is: 'bytes'; readonly bytes: number; readonly needed: number }
  | { readonly is: 'size'; readonly size: readonly number[] }
  | { readonly is: 'names'; readonly names: readonly string[] }
  | { readonly is: 'kind'; readonly kind: OtherKind }
  | { readonly is: 'archive'; readonly problem: ArchiveProblem }
  | { readonly is: 'nothing' | 'damagedPicture' | 'otherHeader' };

/** Why files cannot be read as a data set, as data. */
export interface DataSetFileFacts extends Origin {
  readonly code: 'dataSetFile';
  readonly place: DataPlace;
  readonly expected: DataExpected;
  readonly received: DataReceived;
}

export class DataSetError extends Error {
  override readonly name = 'DataSetError';
  constructor(
    readonly facts: DataSetFileFacts,
    options?: ErrorOptions,
  ) {
    super(dataSetMessage(facts), options);
  }
}

/** @throws DataSetError, always */
export function refuse(
  { file, entry }: Origin,
  place: DataPlace,
  expected: DataExpected,
  received: DataReceived,
  options?: ErrorOptions,
): never {
  throw new DataSetError({ code: 'dataSetFile', file, entry, place, expected, received }, options);
}
