// What is recorded of training, at the foot of the page.

import './curve';
import './figures';
