// What the worker that reads and writes files is asked, and what it answers. All of it can be sent between threads.

import type { Fit } from '../../formats/fitWeights';
import type { ReadResult, WritableFormat } from '../../formats/formats';
import type { Labels, WebPageModel } from '../../formats/html/webPage';
import type { NetworkConfig } from '../../models/network';
import type { SavedRun } from '../../session/facade';

/** A file as it was chosen or dropped; `name` with its folders where they are known. */
export interface PickedFile {
  readonly name: string;
  readonly file: File;
}

/** A format of a model, the whole session, or a Keras script with weights, to train on another machine. */
export type Saving = WritableFormat | 'session' | 'kerasScript' | 'torchProgram';

/** A trained network, and what a web page of its own needs besides. */
export interface WebPageSource {
  readonly trained: SavedRun | Pick<WebPageModel, 'network' | 'weights'>;
  readonly labels: Labels;
  /** A lower probability is no answer. */
  readonly threshold: number;
  /** What is like the pictures that it learned from; absent or null: not known. */
  readonly familiarity?: WebPageModel['familiarity'];
}

export type Job =
  | {
      readonly kind: 'read';
      readonly files: readonly PickedFile[];
      /** What weights without an architecture are fitted to. */
      readonly network: NetworkConfig;
    }
  | { readonly kind: 'write'; readonly as: Saving; readonly run: SavedRun }
  | ({
      readonly kind: 'writeWebPage';
      /** The page without a network. */
      readonly template: string;
    } & WebPageSource);

/** What was read of files. */
export type Read =
  | Extract<ReadResult, { kind: 'model' }>
  | (Omit<Extract<ReadResult, { kind: 'weights' }>, 'groups'> & { readonly fit: Fit });

export interface Written {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the format could not say. */
  readonly remarks: readonly string[];
}

export interface Answers {
  readonly read: Read;
  readonly write: Written;
  readonly writeWebPage: Written;
}

/** Why a job failed. */
export interface Failure {
  readonly message: string;
  /** The file, or the model, is at fault, and the message says where; else it is something unforeseen. */
  readonly ofFormat: boolean;
}

export type FromWorker =
  | { readonly kind: 'progress'; readonly fraction: number | null }
  | { readonly kind: 'done'; readonly answer: Read | Written }
  | { readonly kind: 'failed'; readonly failure: Failure };
