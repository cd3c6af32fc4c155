import later from '../texts/en/phoneLater.json';
import { addWords } from './text.ts';

/**
 * The words of everything that comes after the first picture (P-S14): most of them. Each part that is loaded later imports
 * this before anything else.
 */
addWords(later);
