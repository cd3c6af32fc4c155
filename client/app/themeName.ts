import { createContext } from 'react';

/** What the map has to be drawn in. */
export const ThemeNameContext = createContext<'dark' | 'light'>('dark');
