// What the loss kernels share. A row (the last axis of the output) belongs to LANES invocations of one workgroup,
// a power of two (src/kernels/lanes.ts); each takes every LANES-th number, and what they found is combined in a tree. One
// lane, as for ten classes, needs no tree and no barrier. The order is fixed, so the same numbers
// always give the same bits. Barriers are what a tree costs on a CPU, so there is one tree a pass.
override LANES: u32 = 1;

const GROUP: u32 = 64;
const LOWEST: f32 = -3.40282346e38;

/// The largest number so far and where it stands; of equal ones, the first.
struct Top { value: f32, at: u32 }

fn higher(a: Top, b: Top) -> Top {
  if (b.value > a.value || (b.value == a.value && b.at < a.at)) { return b; }
  return a;
}

/// 1 for NaN and infinity, by the bits: comparisons, min and max with NaN are not to be relied on.
fn broken(value: f32) -> f32 {
  return select(0.0, 1.0, (bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u);
}

/// `value`, or NaN if the row held a broken number: a blow-up must never look like a loss.
fn unless_broken(value: f32, count: f32) -> f32 {
  let nan = bitcast<f32>(select(0u, 0x7fc00000u, count > 0.0));
  return select(value, nan, count > 0.0);
}

/// log(1 + x) for 0 ≤ x: near zero, 1 + x would round x away.
fn log_1_plus(x: f32) -> f32 {
  return select(log(1.0 + x), x - 0.5 * x * x, x < 1e-3);
}

/// Keras keeps probabilities this far from 0 and 1.
const EPSILON: f32 = 1e-7;

fn within_limits(p: f32) -> bool {
  return p >= EPSILON && p <= 1.0 - EPSILON;
}

/// −log p within the limits, where `rest` is 1 − p. WGSL's log may be off by 5e-7 next to 1: there the series is
/// closer, and at the upper limit, which f32 cannot tell from its neighbours, it has ε itself.
fn surprise(p: f32, rest: f32) -> f32 {
  let r = max(rest, EPSILON);
  if (r < 1e-3) { return r + 0.5 * r * r; }
  return -log(max(p, EPSILON));
}

/// What the first pass over a row finds: the largest output, the largest target, and four sums.
struct Finding { output: Top, wanted: Top, sums: vec4f }

fn nothing() -> Finding {
  return Finding(Top(LOWEST, 0xffffffffu), Top(LOWEST, 0xffffffffu), vec4f());
}

fn together(a: Finding, b: Finding) -> Finding {
  return Finding(higher(a.output, b.output), higher(a.wanted, b.wanted), a.sums + b.sums);
}

var<workgroup> lane_findings: array<Finding, GROUP>;
var<workgroup> lane_sums: array<vec4f, GROUP>;

/// What the lanes of a row found, together. `local` is the invocation's place in its workgroup. To be called once, by
/// all invocations.
fn row_finding(mine: Finding, local: u32) -> Finding {
  if (LANES == 1) { return mine; }
  let lane = local % LANES;
  lane_findings[local] = mine;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { lane_findings[local] = together(lane_findings[local], lane_findings[local + half]); }
  }
  workgroupBarrier();
  return lane_findings[local - lane];
}

/// Σ over the lanes of a row, likewise.
fn row_sum(mine: vec4f, local: u32) -> vec4f {
  if (LANES == 1) { return mine; }
  let lane = local % LANES;
  lane_sums[local] = mine;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) { lane_sums[local] += lane_sums[local + half]; }
  }
  workgroupBarrier();
  return lane_sums[local - lane];
}
