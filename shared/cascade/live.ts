import type { ForecastOptions } from './forecast.ts';

/**
 * How the live forecast is made, by a browser and by the server: with the same options both say the same to the bit. Few
 * samples: it is made anew with every status, and bands of repairs are indicative anyway.
 */
export const LIVE: ForecastOptions = { samples: 20 };
