// Two neighbouring channels at a time (src/kernels/channels.ts).
const TOGETHER: i32 = 2;
/// Their numbers.
alias Channels = vec2f;
/// A place in the window for each.
alias Places = vec2u;
/// A condition for each.
alias Conditions = vec2<bool>;
