// A class of the lab, and a picture that was collected for one.

import type { FruitName } from '../fruit/fruits';

export interface LabClass {
  readonly id: string;
  /** Given by the person; null: what the language calls the fruit. */
  readonly name: string | null;
  /** For classes that can be rendered. */
  readonly fruit: FruitName | null;
  /** Takes part in training. */
  readonly on: boolean;
}

export interface LabPicture {
  readonly id: string;
  readonly classId: string;
  /** What was taken in one go: its pictures resemble each other, so they stay together in a split. */
  readonly recording: string;
  readonly name: string;
  /** image/jpeg, image/png or image/webp. */
  readonly type: string;
  /** The encoded picture. */
  readonly bytes: ArrayBuffer;
}

export type NewPicture = Omit<LabPicture, 'id'>;
