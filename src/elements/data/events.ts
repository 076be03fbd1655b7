// Files that are not models, and were chosen or dropped where models are opened.

import type { PickedFile } from '../files/jobs';

/** Pictures to learn from: the Data view reads them. */
export class DataFilesEvent extends Event {
  static readonly type = 'cs-data-files';
  constructor(readonly files: readonly PickedFile[]) {
    super(DataFilesEvent.type, { bubbles: true, composed: true });
  }
}

/** One picture, to be shown to the network. */
export class PictureFileEvent extends Event {
  static readonly type = 'cs-picture-file';
  constructor(readonly file: File) {
    super(PictureFileEvent.type, { bubbles: true, composed: true });
  }
}

/** Keras scripts, a notebook, or an archive of a repository, for the code panel. */
export class CodeFilesEvent extends Event {
  static readonly type = 'cs-code-files';
  constructor(readonly files: readonly PickedFile[]) {
    super(CodeFilesEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [DataFilesEvent.type]: DataFilesEvent;
    [PictureFileEvent.type]: PictureFileEvent;
    [CodeFilesEvent.type]: CodeFilesEvent;
  }
}
