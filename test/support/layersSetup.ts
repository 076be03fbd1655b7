// Tests may use any kind of layer; the page loads most of them after its first maps.
import '../../src/layers/all';
