// The interface for the shaders of layers: the text that computes a layer, and its replacement by the user. Edited text
// runs in the probe only (the displayed maps), never in training, and is not saved.

/** A shader as it runs in the probe. */
export interface RunningShader {
  /** Of the dispatch, such as `conv1/forward`. */
  readonly label: string;
  readonly kernel: string;
  /** With this layer's numbers filled in. */
  readonly text: string;
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** Invocations of one workgroup. */
  readonly workgroupSize: number;
  /** Multiply-adds count as two. */
  readonly flops: number;
  /** Of the tensors bound, each counted once. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What computes a layer. */
export interface LayerShader {
  readonly layer: string;
  /** A shader for reading, and for changing: all that is compiled. Null where the layer has none. */
  readonly plain: string | null;
  /** What really runs, in order; empty for a layer that only reshapes. */
  readonly runs: readonly RunningShader[];
}

/** What is wrong with a typed shader. */
export interface ShaderProblem {
  /**
   * compile   the compiler's message                     pipeline  it compiled, and does not fit the layer's bindings
   * endless   the loops ran `limit` times together and were stopped
   * unbounded a loop that the check of endless loops cannot be put into
   */
  readonly code: 'compile' | 'pipeline' | 'endless' | 'unbounded';
  readonly severity: 'error' | 'warning';
  /** 1-based. */
  readonly line: number;
  /** 1-based; how many characters are meant, 0 where that is not known. */
  readonly column: number;
  readonly length: number;
  /** In the compiler's words; empty where the code says it all. */
  readonly message: string;
  readonly limit?: number;
}

/** What was typed for a layer. */
export interface TypedShader {
  readonly text: string;
  readonly problems: readonly ShaderProblem[];
  /** The maps come from a typed shader: this one, or where it has errors the last one without. */
  readonly applied: boolean;
}

/** Typed shaders that are gone, and why: another network, another device, or a view of changes alone. */
export interface DroppedShaders {
  readonly layers: readonly string[];
  readonly reason: 'network' | 'device';
}

/** Says `shaderschange`. */
export interface ShadersFacade {
  /** Layers with maps that an edited shader currently computes. */
  readonly edited: readonly string[];
  /** The last ones that were dropped, until another one is typed. */
  readonly dropped: DroppedShaders | null;
  /** Null where nothing is typed. */
  typed(layer: string): TypedShader | null;
  /** @throws Error if there is no such layer */
  of(layer: string): Promise<LayerShader>;
  /**
   * Compiles a text for the probe, and where it is valid and its loops end, the maps come from it. Else they stay.
   * The newest text counts: what is said of an older one is dropped.
   */
  write(layer: string, text: string): Promise<void>;
  /** The layer's own shader again; all of them without a name. */
  reset(layer?: string): void;
}
