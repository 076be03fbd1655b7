// Keeps a host's canvas on the screen: painted whenever the tensors change, for as long as the host is
// connected.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Surface, type TileGroup } from '../../draw/painter';
import type { Screen } from '../../draw/screen';

export class SurfaceController implements ReactiveController {
  #surface: Surface | null = null;
  #screen: Screen | null = null;
  #connected = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly canvas: () => HTMLCanvasElement | null,
    private readonly screen: () => Screen | null,
  ) {
    host.addController(this);
  }

  /** Attaches to the canvas the host has now, and shows the groups on it. Sizes are in device pixels. */
  show(width: number, height: number, groups: readonly TileGroup[]): void {
    const canvas = this.canvas();
    const screen = this.screen();
    // An element may still draw itself when it has left the page; its tensors may be gone by then.
    if (!canvas || !screen || !this.#connected) {
      this.#detach();
      return;
    }
    let surface = this.#surface;
    if (surface?.canvas !== canvas || this.#screen !== screen) {
      this.#detach();
      surface = new Surface(canvas);
      this.#surface = surface;
      this.#screen = screen;
      screen.add(surface);
    }
    surface.resize(width, height);
    surface.set(groups);
    screen.request();
  }

  #detach(): void {
    if (this.#surface) this.#screen?.remove(this.#surface);
    this.#surface = null;
    this.#screen = null;
  }

  hostConnected(): void {
    this.#connected = true;
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#detach();
  }
}
