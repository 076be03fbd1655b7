// How colours look to eyes that lack one kind of cone, and how far two colours look apart.
//
// Simulation: Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
// IEEE TVCG 15(6), 2009, severity 1.0: a matrix on linear sRGB. Distance: CIEDE2000 (Sharma, Wu, Dalal 2005), where 1 is
// just noticeable side by side.

export type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const MACHADO = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, Matrix>>;

const NORMAL: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** By name, the matrix of each kind of eye. */
export const EYES: Readonly<Record<string, Matrix>> = { trichromacy: NORMAL, ...MACHADO };

const times = (matrix: Matrix, [a, b, c]: Triple): Triple =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Triple;

/** Linear sRGB, 0…1, of bytes. */
export function linearOf(colour: Triple): Triple {
  return colour.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const D65: Triple = [0.95047, 1, 1.08883];

/** CIE L*a*b* (D65) of a colour in bytes, as the given eyes see it. */
export function labOf(colour: Triple, eyes: Matrix = NORMAL): Triple {
  const seen = times(eyes, linearOf(colour)).map((part) =>
    Math.min(1, Math.max(0, part)),
  ) as unknown as Triple;
  const [x, y, z] = times(TO_XYZ, seen).map((part, at) => {
    const t = part / (D65[at] ?? 1);
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  }) as unknown as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000. */
export function difference([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const [degrees, turn] = [180 / Math.PI, 360];
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const polar = (a: number, b: number): { c: number; h: number } => {
    const stretched = a * (1 + g);
    return { c: Math.hypot(stretched, b), h: (Math.atan2(b, stretched) * degrees + turn) % turn };
  };
  const [one, two] = [polar(a1, b1), polar(a2, b2)];
  const grey = one.c * two.c === 0;
  let dh = two.h - one.h;
  if (grey) dh = 0;
  else if (dh > 180) dh -= turn;
  else if (dh < -180) dh += turn;
  const dL = l2 - l1;
  const dC = two.c - one.c;
  const dH = 2 * Math.sqrt(one.c * two.c) * Math.sin(dh / 2 / degrees);
  const l = (l1 + l2) / 2;
  const c = (one.c + two.c) / 2;
  let h = one.h + two.h;
  if (!grey) h = Math.abs(one.h - two.h) <= 180 ? h / 2 : h < turn ? (h + turn) / 2 : (h - turn) / 2;
  const cos = (angle: number): number => Math.cos(angle / degrees);
  const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const sL = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sC = 1 + 0.045 * c;
  const sH = 1 + 0.015 * c * t;
  const rT =
    -2 *
    Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) *
    Math.sin((60 * Math.exp(-(((h - 275) / 25) ** 2))) / degrees);
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH));
}
