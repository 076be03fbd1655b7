// Four neighbouring channels at a time (src/kernels/channels.ts).
const TOGETHER: i32 = 4;
/// Their numbers.
alias Channels = vec4f;
/// A place in the window for each.
alias Places = vec4u;
/// A condition for each.
alias Conditions = vec4<bool>;
