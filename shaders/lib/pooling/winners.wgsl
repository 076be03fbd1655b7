// For kernels that read the gradient of a map as the gradient of what a max pooling left of it, and the winners.
@group(0) @binding(4) var<storage, read> argmax: array<u32>;

fn winner_at(at: u32) -> u32 {
  return argmax[at];
}
