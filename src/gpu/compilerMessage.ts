// What a compiler of WGSL says, in one line. naga (Firefox, wgpu) writes a report: a headline, a drawing of the source, which
// the page shows itself, and its reasons as `= …`.

/** The message without drawing and prefix; that of any other compiler as it is. */
export function plainMessage(message: string): string {
  const [headline = '', ...report] = message.trim().split('\n');
  if (!report.some((line) => line.includes('┌─'))) return message.trim();
  const reasons = report.filter((line) => /^ *= /.test(line)).map((line) => line.replace(/^ *= /, ''));
  return [headline.replace(/^Shader .*?error: /, ''), ...reasons].join(': ');
}
