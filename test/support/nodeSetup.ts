// Runs before every test file of the `node` project: gives it the page's `navigator.gpu`, made by Dawn.
import { installWebGpu } from '../../scripts/nodeWebGpu.mjs';

installWebGpu();
