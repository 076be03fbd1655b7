// What the stage's layout reads and gives: layers and a space in, columns with the rectangles of their tiles out, in CSS pixels.

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StageKernel {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Its three slices are those of red, green and blue. */
  readonly colour?: boolean;
  /** So many maps are made of one input map each, of which they have the one slice (DepthwiseConv2D); absent: of all. */
  readonly multiplier?: number;
}

/** The name of a class that is a digit, with the gap behind it. */
export const DIGIT_WIDTH = 22;

/** In place of a channel: all three of them in colour. */
export const WHOLE = -1;

export interface StageLayer {
  readonly name: string;
  /** picture and maps: [rows, columns] per channel · vector: a strip of units · answer: a bar per class. */
  readonly form: 'picture' | 'maps' | 'vector' | 'answer';
  readonly rows: number;
  readonly columns: number;
  /** Maps, units or classes. */
  readonly channels: number;
  /** The kernel of a convolution: every filter has one slice per input channel. */
  readonly kernel: StageKernel | null;
  /** A picture of three channels, red, green and blue. */
  readonly colour?: boolean;
  readonly expanded: boolean;
  /** Channels in the order in which they are shown; absent: 0, 1, 2, … Of the answer: the classes that are, and no others. */
  readonly order?: readonly number[] | undefined;
  /** Of the answer: the width of the classes' names in CSS pixels; that of a digit if absent. */
  readonly namesWidth?: number;
  /** The width that the name above the column needs in small windows; that of its form if absent. */
  readonly headerWidth?: number;
}

export interface PlacedTile extends Rect {
  readonly channel: number;
}
export interface PlacedSlice extends PlacedTile {
  readonly slice: number;
}

export interface PlacedColumn extends Rect {
  readonly layer: StageLayer;
  readonly tiles: readonly PlacedTile[];
  readonly slices: readonly PlacedSlice[];
  /** Cells of one tile. For a strip: its folding. */
  readonly rows: number;
  readonly columns: number;
  /** Maps not shown. */
  readonly hidden: number;
  /** Maps shown at most while it is not opened. */
  readonly most: number;
}

export interface StageLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly PlacedColumn[];
}

export interface StageSpace {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly showKernels: boolean;
  /** One of several stages: a colour picture stands for its channels. */
  readonly compact?: boolean;
  /** How much larger texts are than in small windows; 1 if absent. */
  readonly textScale?: number;
}
