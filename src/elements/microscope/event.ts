// Requests to open or close the microscope. In a file of its own, because the microscope itself is loaded when it is
// opened.

/** Asks for the microscope to be opened or closed. */
export class MicroscopeEvent extends Event {
  static readonly type = 'cs-microscope';
  constructor(readonly open: boolean) {
    super(MicroscopeEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    [MicroscopeEvent.type]: MicroscopeEvent;
  }
}
