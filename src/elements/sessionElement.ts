// Base classes for the elements of a view: the session, which the page provides, and the screen that paints their
// canvases (screenProvider.ts). No element passes them on. Without a provider they can be set as properties.

import { consume, createContext } from '@lit/context';
import { property } from 'lit/decorators.js';
import type { Screen } from '../draw/screen';
import type { StageFacade, TrainFacade } from '../session/facade';
import { ConnectedElement } from './connectedElement';
import { ListenController } from './controllers/listenController';

export const sessionContext = createContext<TrainFacade | null>('session');
/** The network that a stage draws: the session's, or one of two twins. */
export const stageContext = createContext<StageFacade | null>('stage');
export const screenContext = createContext<Screen | null>('screen');

/** An element that draws on the screen around it. */
export class ScreenElement extends ConnectedElement {
  @consume({ context: screenContext, subscribe: true })
  @property({ attribute: false })
  screen: Screen | null = null;
}

export const SESSION_EVENTS = [
  'statechange',
  'progress',
  'layerschange',
  'domainchange',
  'openedchange',
  'notice',
  'travelchange',
  'editschange',
  'shaderschange',
  'datachange',
] as const;

/** An element that shows the session around it. */
export class SessionElement extends ScreenElement {
  /** The events of the session that the element hears. */
  static readonly sessionEvents: readonly (typeof SESSION_EVENTS)[number][] = [];

  @consume({ context: sessionContext, subscribe: true })
  @property({ attribute: false })
  session: TrainFacade | null = null;

  constructor() {
    super();
    const { sessionEvents } = this.constructor as typeof SessionElement;
    new ListenController(
      this,
      () => this.session,
      sessionEvents,
      (event) => this.sessionChanged(event),
    );
  }

  /** Called on each of `sessionEvents`. The element reads the state from the session itself. */
  protected sessionChanged(_event: Event): void {
    this.requestUpdate();
  }
}
