import { LESSONS } from '../../src/lessons/lessons';
import { takeLessons } from './takeLessons';

takeLessons(LESSONS.slice(0, 4));
