// Every colour that stands for a number, defined once. `colourOf` is the reference; the shader
// shaders/draw/tiles.wgsl reads the same stops (`packColourMaps`) and interpolates in the same way.
//
// A map is nine evenly spaced sRGB stops. Maps of one sign begin at zero with the paper's colour. Maps of
// two signs are centred: zero lies on the middle stop whatever the range, so that a colour side is a sign.
// All are checked for eyes that lack one kind of cone (test/draw/colourVision.test.ts): more is always lighter or always
// darker, and the two sides of a centred map stay apart.

export type Rgb = readonly [red: number, green: number, blue: number];
export type Theme = 'light' | 'dark';
export type Domain = readonly [low: number, high: number];

export const COLOUR_MAP_NAMES = [
  'pixels',
  'activation',
  'signed',
  'weight',
  'gradient',
  'probability',
  'accuracy',
] as const;
export type ColourMapName = (typeof COLOUR_MAP_NAMES)[number];

export interface ColourMap {
  readonly name: ColourMapName;
  readonly theme: Theme;
  /** Zero is the middle stop; the range reaches as far down as up. */
  readonly centred: boolean;
  readonly stops: readonly Rgb[];
}

export const STOPS = 9;
export const THEMES: readonly Theme[] = ['light', 'dark'];

const hex = (stops: string): Rgb[] =>
  stops
    .split(' ')
    .map((stop): Rgb => [0, 2, 4].map((at) => parseInt(stop.slice(at, at + 2), 16)) as unknown as Rgb);

const GREY = hex('000000 202020 404040 606060 808080 a0a0a0 c0c0c0 e0e0e0 ffffff');

const TABLES: Readonly<Record<Theme, Readonly<Record<ColourMapName, readonly Rgb[]>>>> = {
  light: {
    pixels: GREY,
    activation: hex('ffffff def2ee b2e0dc 7cc8cb 48aabb 2a86ac 1e6296 183e76 0e1c48'),
    signed: hex('641e04 a84010 dc7844 f8c6a2 ffffff b2e0dc 48aabb 1e6296 0e1c48'),
    weight: hex('6e3606 a85e18 dc944c f6cea0 f6f6f4 d0cce6 9e92c8 684a98 360c56'),
    gradient: hex('7a0a4e b8317f dc7fb4 f4c9e0 f7f7f5 cfe6b4 86b957 4a8a2b 1f5714'),
    probability: hex('e6e3dc e6e3dc e6e3dc e6e3dc e6e3dc 3b5bdb 3b5bdb 3b5bdb 3b5bdb'),
    accuracy: hex('ffffff ecf0fd d2dafa b1bff5 8ca0ee 6680e5 4762dc 2f48b6 1a2a74'),
  },
  dark: {
    pixels: GREY,
    activation: hex('101217 1a2240 243870 2d54a0 3e7abe 62a4c4 96ccc4 ceead4 fcfffa'),
    signed: hex('ffcf9e f09a58 bc6230 66341e 101217 203464 3464ac 6eb2d4 bcecfa'),
    weight: hex('ffca84 e89648 b2682c 68442a 24282f 423c68 6858a8 9886d8 d6ccff'),
    gradient: hex('ffc9e6 ee86be b8438a 6a2a52 22262c 35502a 5f9140 93c765 dcf5bf'),
    probability: hex('2b303a 2b303a 2b303a 2b303a 2b303a 8aa2ff 8aa2ff 8aa2ff 8aa2ff'),
    accuracy: hex('14161b 1c2238 263058 34437e 475aa8 6077d2 849cf8 aebeff e0e6ff'),
  },
};

/** Stripes for what is not a number: NaN and ±∞, in the order (stripe, ground). */
export const HATCH: Readonly<Record<Theme, readonly [Rgb, Rgb]>> = {
  light: [
    [29, 33, 41],
    [255, 214, 102],
  ],
  dark: [
    [20, 22, 27],
    [255, 214, 102],
  ],
};

const CENTRED: Readonly<Record<ColourMapName, boolean>> = {
  pixels: false,
  activation: false,
  signed: true,
  weight: true,
  gradient: true,
  probability: false,
  accuracy: false,
};

const MAPS: readonly ColourMap[] = THEMES.flatMap((theme) =>
  COLOUR_MAP_NAMES.map((name) =>
    Object.freeze({ name, theme, centred: CENTRED[name], stops: Object.freeze(TABLES[theme][name]) }),
  ),
);

export function colourMap(name: ColourMapName, theme: Theme): ColourMap {
  const map = MAPS[mapIndex(name, theme)];
  if (!map) throw new Error(`colour map: no map '${name}' for theme '${theme}'`);
  return map;
}

/** The map's row in the packed table. */
export function mapIndex(name: ColourMapName, theme: Theme): number {
  return THEMES.indexOf(theme) * COLOUR_MAP_NAMES.length + COLOUR_MAP_NAMES.indexOf(name);
}

/** The map for a layer's output: two-sided as soon as its range holds negative numbers, as with tanh. */
export function activationMapName(domain: Domain): ColourMapName {
  return domain[0] < 0 ? 'signed' : 'activation';
}

/**
 * The place of a number on its map, 0…1, is value · scale + offset, held to that range. A range of no width has its numbers
 * at the beginning.
 */
export function placing(
  centred: boolean,
  [low, high]: Domain,
): { readonly scale: number; readonly offset: number } {
  const reach = centred ? 2 * Math.max(Math.abs(low), Math.abs(high)) : high - low;
  const scale = reach === 0 ? 0 : 1 / reach;
  return { scale, offset: centred ? 0.5 : -low * scale };
}

/** Where a finite value lies on its map, 0…1. */
export function positionOf(centred: boolean, value: number, domain: Domain): number {
  const { scale, offset } = placing(centred, domain);
  return Math.min(1, Math.max(0, value * scale + offset));
}

/**
 * The colour of one number, 0…255 each. What is not finite gets the ground of the hatching.
 * The drawing on the GPU differs by at most one step of 255.
 */
export function colourOf(map: ColourMap, value: number, domain: Domain): Rgb {
  if (!Number.isFinite(value)) return HATCH[map.theme][1];
  const at = positionOf(map.centred, value, domain) * (STOPS - 1);
  const index = Math.min(STOPS - 2, Math.floor(at));
  const low = map.stops[index];
  const high = map.stops[index + 1];
  if (!low || !high)
    throw new Error(`colour map '${map.name}': position ${at} is outside its ${map.stops.length} stops`);
  const part = at - index;
  return [0, 1, 2].map((channel) => {
    const from = low[channel] ?? 0;
    return Math.round(from + ((high[channel] ?? 0) - from) * part);
  }) as unknown as Rgb;
}

/**
 * The colour of three numbers, red, green and blue, each from dark to bright over the domain. On a centred map zero is mid
 * grey. What is not finite gets the ground of the hatching.
 */
export function rgbOf(map: ColourMap, values: readonly [number, number, number], domain: Domain): Rgb {
  if (!values.every(Number.isFinite)) return HATCH[map.theme][1];
  return values.map((value) => Math.round(255 * positionOf(map.centred, value, domain))) as unknown as Rgb;
}

export const cssColour = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Black or white, whichever reads better on the colour. */
export function inkOn([red, green, blue]: Rgb): string {
  const linear = [red, green, blue].map((channel) => (channel / 255) ** 2.2);
  const luminance = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  return luminance > 0.18 ? '#000' : '#fff';
}

/** A CSS gradient of the whole map, for legends. */
export function cssGradient(map: ColourMap): string {
  return `linear-gradient(90deg, ${map.stops.map(cssColour).join(', ')})`;
}

/** A CSS gradient of the hatching, for legends. */
export function cssHatch(theme: Theme): string {
  const [stripe, ground] = HATCH[theme].map(cssColour);
  return `repeating-linear-gradient(135deg, ${stripe} 0 2px, ${ground} 2px 4px)`;
}

/**
 * All maps in the order of `mapIndex`, stretch by stretch, then for each theme the stripe and the ground of the hatching. A
 * stretch is four words: the colours at its ends, red in the lowest byte, and two that fill up a row of a uniform buffer.
 */
export function packColourMaps(): Uint32Array<ArrayBuffer> {
  const word = ([red, green, blue]: Rgb): number => (red | (green << 8) | (blue << 16) | (255 << 24)) >>> 0;
  const stretches = MAPS.flatMap(({ stops }) =>
    stops.slice(1).map((last, at) => [word(stops[at] ?? last), word(last)]),
  );
  const hatching = THEMES.flatMap((theme) => HATCH[theme].map((colour) => [word(colour), word(colour)]));
  return Uint32Array.from([...stretches, ...hatching].flatMap((ends) => [...ends, 0, 0]));
}
