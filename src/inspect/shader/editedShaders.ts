// Shaders edited by the user, by layer, for the displayed probe. They are kept while the same network is displayed with
// the parameters of another step, and dropped with their network or their device.

import { isLost } from '../../gpu/deviceLoss';
import type { Network } from '../../models/network';
import type { Probe } from '../probe/probe';
import type { CompiledShader } from './compileTyped';
import type { DroppedShaders, LayerShader, ShaderProblem, ShadersFacade, TypedShader } from './shaderFacade';

/** What is looked at. */
export interface ShaderContext {
  readonly device: GPUDevice;
  readonly network: Network;
  readonly probe: Probe;
}

interface Edited {
  text: string;
  problems: readonly ShaderProblem[];
  applied: CompiledShader | null;
}

/** How often it is asked whether a loop was stopped. */
const WATCH_MS = 250;

export class EditedShaders implements ShadersFacade {
  dropped: DroppedShaders | null = null;
  readonly #typed = new Map<string, Edited>();
  #watching = false;
  #watchedAt = -Infinity;

  /** @param changed something is edited, or no longer: maps have to be computed anew */
  constructor(
    private context: ShaderContext,
    private readonly changed: () => void,
  ) {}

  get edited(): readonly string[] {
    // A view of what changed between two moments is not computed by them.
    return [...this.#typed].flatMap(([layer, { applied }]) =>
      applied !== null && this.context.probe.dispatches(layer).length > 0 ? [layer] : [],
    );
  }

  typed(layer: string): TypedShader | null {
    const edited = this.#typed.get(layer);
    return edited === undefined
      ? null
      : { text: edited.text, problems: edited.problems, applied: edited.applied !== null };
  }

  async of(layer: string): Promise<LayerShader> {
    const { layerShader } = await import('./layerShader');
    if (!this.context.network.layers.some(({ name }) => name === layer))
      throw new Error(`network '${this.context.network.name}': has no layer '${layer}'`);
    return layerShader(this.context.probe, layer);
  }

  async write(layer: string, text: string): Promise<void> {
    const [{ plainDispatch, plainText }, { compileTyped }] = await Promise.all([
      import('./layerShader'),
      import('./compileTyped'),
    ]);
    const { context } = this;
    const dispatch = plainDispatch(context.probe, layer);
    if (dispatch === null) throw new Error(`layer '${layer}': has no shader that can be edited`);
    if (text === plainText(dispatch)) {
      this.reset(layer);
      return;
    }
    this.dropped = null;
    const edited = this.#typed.get(layer) ?? { text, problems: [], applied: null };
    edited.text = text;
    this.#typed.set(layer, edited);
    const counts = (): boolean =>
      this.#typed.get(layer) === edited && edited.text === text && this.context.device === context.device;
    try {
      const made = await compileTyped(context.device, dispatch, text);
      if (!('replacement' in made)) {
        if (counts()) this.#say(edited, made);
        return;
      }
      const stopped = counts() ? await this.#stopsIn(dispatch.label, made) : null;
      if (!counts() || stopped !== null) {
        made.destroy();
        if (stopped !== null && counts()) this.#say(edited, [endlessAt(stopped, made.limit)]);
        return;
      }
      edited.applied?.destroy();
      edited.applied = made;
      this.context.probe.replace(dispatch.label, made.replacement);
      this.#say(edited, made.warnings);
    } catch (error) {
      // On a lost device nothing compiles; the session sets up another one.
      if (!(await isLost(context.device))) throw error;
    }
  }

  /** Runs it once beside the plan. @returns the line of the loop that had to be stopped */
  async #stopsIn(label: string, made: CompiledShader): Promise<number | null> {
    if (made.replacement.guard === null) return null;
    this.context.probe.tryReplacement(label, made.replacement);
    return made.stoppedAt();
  }

  #say(edited: Edited, problems: readonly ShaderProblem[]): void {
    edited.problems = problems;
    this.changed();
  }

  reset(layer?: string): void {
    const layers = layer === undefined ? [...this.#typed.keys()] : [layer];
    let any = false;
    for (const name of layers) {
      const edited = this.#typed.get(name);
      if (edited === undefined) continue;
      any = true;
      this.#typed.delete(name);
      this.#put(name, null);
      edited.applied?.destroy();
    }
    if (any) this.changed();
  }

  /** Something else is looked at: the same network at another moment, or another one. */
  adopt(context: ShaderContext): void {
    const before = this.context;
    if (context.network !== before.network || context.device !== before.device) {
      const layers = [...this.#typed.keys()];
      if (layers.length > 0)
        this.dropped = { layers, reason: context.device === before.device ? 'network' : 'device' };
      for (const { applied } of this.#typed.values()) applied?.destroy();
      this.#typed.clear();
      this.context = context;
      return;
    }
    for (const layer of this.#typed.keys()) this.#put(layer, null);
    this.context = context;
    for (const [layer, { applied }] of this.#typed) this.#put(layer, applied);
  }

  #put(layer: string, compiled: CompiledShader | null): void {
    const { probe } = this.context;
    const label = `${layer}/forward`;
    if (probe.dispatches(layer).some((one) => one.label === label))
      probe.replace(label, compiled?.replacement ?? null);
  }

  /** The probe ran: was a loop stopped? Other numbers may make one endless that ended before. */
  ran(): void {
    const now = performance.now();
    if (this.#watching || now - this.#watchedAt < WATCH_MS) return;
    const running = [...this.#typed].filter(([, { applied }]) => applied?.replacement.guard);
    if (running.length === 0) return;
    this.#watching = true;
    this.#watchedAt = now;
    void this.#watch(running).finally(() => (this.#watching = false));
  }

  async #watch(running: readonly (readonly [string, Edited])[]): Promise<void> {
    for (const [layer, edited] of running) {
      const { applied } = edited;
      // A reading that fails is of a shader or a device that is gone meanwhile.
      const line = await applied?.stoppedAt().catch(() => null);
      if (!applied || line === null || line === undefined) continue;
      if (this.#typed.get(layer) !== edited || edited.applied !== applied) continue;
      this.#put(layer, null);
      applied.destroy();
      edited.applied = null;
      this.#say(edited, [endlessAt(line, applied.limit)]);
    }
  }

  close(): void {
    for (const { applied } of this.#typed.values()) applied?.destroy();
    this.#typed.clear();
  }
}

const endlessAt = (line: number, limit: number): ShaderProblem => ({
  code: 'endless',
  severity: 'error',
  line,
  column: 1,
  length: 0,
  message: '',
  limit,
});
