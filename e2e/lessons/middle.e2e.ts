import { LESSONS } from '../../src/lessons/lessons';
import { takeLessons } from './takeLessons';

takeLessons(LESSONS.slice(4, 8));
