// f32 rounded to f16, to nearest, ties to even, as bits.
//
// Bits and whole numbers instead of the type f16: WGSL leaves it to the driver how to round and what becomes of numbers
// that are too large, and drivers differ.
const F32_INFINITY: u32 = 0x7f800000u;
const F16_INFINITY: u32 = 0x7c00u;
/// 65520, halfway from the largest f16, 65504, to what would come next.
const TOO_LARGE: u32 = 0x477ff000u;
/// 2⁻¹⁴, the smallest f16 with a whole significand. What is smaller is a multiple of 2⁻²⁴.
const SMALLEST_NORMAL: u32 = 0x38800000u;

/// value / 2^shift, to the nearest, ties to even.
fn shifted(value: u32, shift: u32) -> u32 {
  let odd = (value >> shift) & 1u;
  return (value + (1u << (shift - 1u)) - 1u + odd) >> shift;
}

fn rounded(bits: u32) -> u32 {
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > F32_INFINITY) { return sign | F16_INFINITY | 0x200u; } // NaN
  if (magnitude >= TOO_LARGE) { return sign | F16_INFINITY; }
  // Exponents count from −127 in f32 and from −15 in f16; significands have 23 and 10 bits.
  if (magnitude >= SMALLEST_NORMAL) { return sign | shifted(magnitude - (112u << 23u), 13u); }
  let significand = (magnitude & 0x7fffffu) | 0x800000u;
  // From 25 on nothing is left; so it does not matter that f32's own subnormals lack the leading 1.
  return sign | shifted(significand, min(126u - (magnitude >> 23u), 25u));
}

/// A finite number that becomes infinite.
fn is_beyond(bits: u32) -> bool {
  let magnitude = bits & 0x7fffffffu;
  return magnitude >= TOO_LARGE && magnitude < F32_INFINITY;
}
