// In a file of its own, because the inspector itself is loaded once the first maps are drawn.

/** Another tab is open. */
export class TabShownEvent extends Event {
  static readonly type = 'cs-tab-shown';
  constructor() {
    super(TabShownEvent.type, { bubbles: true, composed: true });
  }
}
