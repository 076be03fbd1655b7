// Attribution: which pixels a number depends on. Each method has a tool of its own, created on first use and kept with
// the training context. The same tools make maps of learned and of random weights (Adebayo et al. 2018, "Sanity Checks
// for Saliency Maps"): a map that looks the same for both says nothing about what was learned.

import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { reserveTensor } from '../../graph/graph';
import { viewInSlab } from '../../graph/plan';
import { sizeOf } from '../../graph/tensor';
import { gradCam, inputGradient } from '../../kernels/inspect/why';
import { ParameterStore } from '../../models/parameterStore';
import { FilterAscent } from './ascent';
import { bindKernel, runKernels } from '../boundKernel';
import type {
  Ascent,
  AttributionMap,
  Attribution,
  Filter,
  OcclusionMap,
  OcclusionOptions,
  Patience,
  Peak,
  Unit,
  WeightChoice,
} from './attributionFacade';
import { layerOf, pictureShape } from '../forwardTo';
import { GradientProbe } from '../gradientProbe';
import { Occlusion, rangeOf } from './occlusion';
import type { InspectionContext } from '../context';
import { Toolbox } from '../toolbox';
import { TopPictures } from './topPictures';
import { tracerOf } from '../cell/trace';

/** The first random weights use the run's seed plus this number. */
const SEED_APART = 1000;

interface CachedMap extends AttributionMap {
  destroy(): void;
}

export class AttributionTools implements Attribution {
  #randomSeed: number;
  readonly #tools = new Toolbox();
  readonly #top = new Set<TopPictures>();
  #closed = false;

  constructor(
    private readonly context: Pick<InspectionContext, 'device' | 'network' | 'store' | 'probe' | 'test'>,
    seed: number,
  ) {
    this.#randomSeed = seed + SEED_APART;
  }

  get randomSeed(): number {
    return this.#randomSeed;
  }

  randomise(seed: number): void {
    this.#randomSeed = seed;
    void this.#store('random').then((store) => {
      if (!this.#closed) store.initialize(seed);
    });
  }

  async inputGradient(unit: Unit, weights: WeightChoice, magnitude = false): Promise<AttributionMap> {
    const { device, network } = this.context;
    const [height, width, channels] = pictureShape(network);
    const place = this.#placeOf(unit);
    const probe = await this.#gradients(unit.layer, weights);
    const name = `${magnitude ? 'field' : 'gradient'} ${weights}`;
    const map = await this.#map(name, height * width);
    const kernel = await bindKernel(
      device,
      inputGradient,
      { height, width, channels, magnitude },
      { g: probe.inputGradient, map },
    );
    this.#run(probe, place);
    runKernels(device, name, [kernel]);
    return this.#ranged(map, [height, width, 1]);
  }

  async occlusion(
    unit: Unit,
    weights: WeightChoice,
    options: OcclusionOptions,
  ): Promise<OcclusionMap | null> {
    const { device, network, probe } = this.context;
    const place = this.#placeOf(unit);
    const store = await this.#store(weights);
    const tool = await this.#tools.get(`occlusion ${unit.layer} ${weights}`, () =>
      Occlusion.create(device, network, store, unit.layer),
    );
    return tool.run(probe.input, place, options);
  }

  camLayers(unit: Unit): readonly string[] {
    const { network } = this.context;
    const reached = tracerOf(network).back(unit.layer, unit.index);
    return network.layers
      .filter(
        ({ name, outputShape }) => outputShape.length === 3 && reached.some(({ layer }) => layer === name),
      )
      .map(({ name }) => name);
  }

  async gradCam(unit: Unit, layer: string, weights: WeightChoice): Promise<AttributionMap> {
    const { device, network } = this.context;
    const [height, width, channels] = layerOf(network, layer).outputShape;
    const place = this.#placeOf(unit);
    const probe = await this.#gradients(unit.layer, weights);
    const [a, dA] = [probe.activation(layer), probe.gradient(layer)];
    if (a === null || dA === null || height === undefined || width === undefined || channels === undefined)
      throw new Error(`layer '${layer}': has no maps that '${unit.layer}' depends on`);
    const map = await this.#map(`cam ${layer} ${weights}`, height * width);
    const kernel = await bindKernel(device, gradCam, { height, width, channels }, { a, dA, map });
    this.#run(probe, place);
    runKernels(device, 'grad-cam', [kernel]);
    return this.#ranged(map, [height, width, 1]);
  }

  async ascent({ layer, channel }: Filter, seed: number): Promise<Ascent> {
    const { device, network, store } = this.context;
    const tool = await this.#tools.get(`ascent ${layer}`, () =>
      FilterAscent.create(device, network, store, layer),
    );
    tool.begin(channel, seed);
    return tool;
  }

  async topPictures({ layer, channel }: Filter, patience: Patience = {}): Promise<readonly Peak[] | null> {
    const { device, network, store, test } = this.context;
    const tool = await this.#tools.get(`top ${layer}`, () =>
      TopPictures.create(device, network, store, test, layer),
    );
    this.#top.add(tool);
    if (!tool.searched && !(await tool.search(patience))) return null;
    return tool.of(channel);
  }

  forgetPeaks(): void {
    for (const tool of this.#top) tool.searched = false;
  }

  destroy(): void {
    this.#closed = true;
    this.#tools.destroy();
  }

  /** The index of the unit in its layer's output. @throws Error if there is no such unit */
  #placeOf({ layer, index }: Unit): number {
    const [start] = tracerOf(this.context.network).back(layer, index);
    return start?.cells.indexOf(1) ?? 0;
  }

  async #store(weights: WeightChoice): Promise<ParameterStore> {
    const { device, network, store } = this.context;
    if (weights === 'learned') return store;
    return this.#tools.get('random weights', () => {
      const random = new ParameterStore(device, network);
      random.initialize(this.#randomSeed);
      return Promise.resolve(random);
    });
  }

  async #gradients(layer: string, weights: WeightChoice): Promise<GradientProbe> {
    const { device, network } = this.context;
    const store = await this.#store(weights);
    return this.#tools.get(`gradients ${layer} ${weights}`, () =>
      GradientProbe.create(device, network, store, { layer }),
    );
  }

  /**
   * Runs forward and backward for the displayed picture, with a gradient of one at one index. Do not await between this
   * call and the use of its tensors.
   */
  #run(probe: GradientProbe, place: number): void {
    const seeds = new Float32Array(sizeOf(probe.seeds.shape));
    seeds[place] = 1;
    probe.setSeeds(seeds);
    probe.lookAt(this.context.probe.input);
    probe.run();
  }

  /** A buffer for a map, the same for each call with the same name. */
  async #map(name: string, count: number): Promise<TensorView> {
    const { device } = this.context;
    const cached = await this.#tools.get(`map ${name}`, (): Promise<CachedMap> => {
      const slab = new Slab(name);
      const tensor = reserveTensor(name, [count], slab);
      slab.allocate(device);
      return Promise.resolve({ tensor: viewInSlab(tensor), range: [0, 0], destroy: () => slab.destroy() });
    });
    return cached.tensor;
  }

  async #ranged(map: TensorView, shape: readonly number[]): Promise<AttributionMap> {
    const tensor = Object.freeze({ ...map, shape });
    return { tensor, range: await rangeOf(this.context.device, tensor) };
  }
}
