// The geometry of sliding windows, shared by convolutions and pooling.

/**
 * Sizes of one sliding-window operation, batch included. Padding is the number of rows and columns before the first.
 */
export interface WindowGeometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padTop: number;
  readonly padLeft: number;
}

type WindowConstant =
  | ('N' | 'H' | 'W' | 'C' | 'OH' | 'OW' | 'KH' | 'KW')
  | `${'STRIDE' | 'DILATION'}_${'Y' | 'X'}`
  | `PAD_${'TOP' | 'LEFT'}`;

/** The constants that the shaders of sliding windows declare. */
export function windowConstants(g: WindowGeometry): Record<WindowConstant, number> {
  return {
    N: g.batch,
    H: g.height,
    W: g.width,
    C: g.channels,
    OH: g.outputHeight,
    OW: g.outputWidth,
    KH: g.windowHeight,
    KW: g.windowWidth,
    STRIDE_Y: g.strides[0],
    STRIDE_X: g.strides[1],
    DILATION_Y: g.dilation[0],
    DILATION_X: g.dilation[1],
    PAD_TOP: g.padTop,
    PAD_LEFT: g.padLeft,
  };
}
