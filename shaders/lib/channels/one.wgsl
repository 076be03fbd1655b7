// One channel at a time (src/kernels/channels.ts).
const TOGETHER: i32 = 1;
/// Their numbers.
alias Channels = f32;
/// A place in the window for each.
alias Places = u32;
/// A condition for each.
alias Conditions = bool;
