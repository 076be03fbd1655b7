// Parts of the stage that the first maps are drawn without. All of them are one chunk, which is loaded as soon as these are
// drawn, so that neither pointing at a cell nor a click waits for it.

import '../elements/inspector/inspector';
import '../elements/network/networkStack';
import '../elements/time/curve';
import '../elements/time/figures';
import '../inspect/cell/explainCell';
