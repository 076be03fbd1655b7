import { LESSONS } from '../../src/lessons/lessons';
import { takeLessons } from './takeLessons';

takeLessons(LESSONS.slice(8, 12));
