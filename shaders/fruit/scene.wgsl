// What stands in a picture, as src/fruit/scene.ts writes it: a camera, a lamp, a floor and a wall, up to 112 fruit of one
// kind, up to 8 other things, perhaps a hand, and how the picture is developed.
//
// Lengths: the fruit at its widest has radius 1. y points up, the floor is y = 0.

const MAX_FRUIT: u32 = 112;
const MAX_THINGS: u32 = 8;

struct Fruit {
  place: vec4f, // centre, scale
  turn: vec4f, // quaternion (x, y, z, w) from the fruit's own axes (y: along the core, stem up) to the world's
  look: vec4f, // seed 0…1, ripeness 0…1, variety 0…1, how it is cut: 0 whole, 1 half, 2 wedge
  form: vec4f, // −1…1 each: longer, thicker, bent; then 1 if it wears its stem, 2 with a leaf, else 0
}

struct Thing {
  place: vec4f, // centre, turn about y in radians
  size: vec4f, // half lengths; kind: 0 nothing, 1 box, 2 ball
  colour: vec4f, // linear rgb; pattern: 0 plain, 1 slats, 2 print, 3 full of round things
}

struct Scene {
  eye: vec4f, // where the camera is; focal length in picture heights
  right: vec4f, // of the camera; number of fruit
  up: vec4f, // of the camera; number of things
  forward: vec4f, // where it looks; seed 0…1
  lamp: vec4f, // direction to it; hardness of its shadows
  lamp_colour: vec4f,
  sky: vec4f, // light from above
  floor: vec4f, // colour; pattern
  floor_2: vec4f, // second colour; size of the pattern
  wall: vec4f, // colour; pattern
  wall_2: vec4f, // second colour; how far behind
  hand: vec4f, // where; size, 0: none
  hand_turn: vec4f, // quaternion
  hand_skin: vec4f, // colour; share of the fruit that wears a sticker
  film: vec4f, // white balance; exposure
  film_2: vec4f, // blur (σ, in 64ths of the picture), noise, contrast, saturation
  film_3: vec4f, // vignette, chroma softness, haze; strength of other lamps over the lamp's
  things: array<Thing, MAX_THINGS>,
  fruit: array<Fruit, MAX_FRUIT>,
}
