// defineNetwork with every kind of layer loaded: for whatever takes any network and is not part of the page's first view.

import '../layers/all';

export { defineNetwork } from './network';
