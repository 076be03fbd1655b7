// The gallery's words are many, and come with it: the first view of the page does without.

import { locale } from '../locale';
import { gallery } from '../locales/gallery';

export type GalleryWords = (typeof gallery)['en'];

export const galleryWords = (): GalleryWords => gallery[locale.language];
