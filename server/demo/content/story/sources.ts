import type { Confidence } from '../types.ts';

export interface Origin {
  source: string;
  confidence: Confidence;
  sourceUrl?: string;
}

export const ASSUMED: Origin = { source: 'Assumed for this exercise', confidence: 'assumed' };
export const EXPERT_PANEL_START: Origin = {
  source: 'Modern Power Systems on the ENTSO-E investigation',
  confidence: 'seen',
  sourceUrl: 'https://www.modernpowersystems.com/news/entso-e-initiates-investigation-of-the-iberian-blackout/',
};
export const CHRONOLOGY: Origin = { source: 'ENTSO-E preliminary chronology', confidence: 'recalled' };
export const EXCHANGES: Origin = { source: 'r2100.com, summary of the ENTSO-E report', confidence: 'seen' };
export const FIRST_TRIPS: Origin = {
  source: 'particle.news and r2100.com on the ENTSO-E factual report',
  confidence: 'seen',
};
export const SHEDDING: Origin = { source: 'r2100.com; portugalpulse.com', confidence: 'seen' };
export const ISLANDED: Origin = { source: 'particle.news on the ENTSO-E factual report', confidence: 'seen' };
export const TOTAL: Origin = {
  source: 'ENTSO-E, statement of 9 May 2025',
  confidence: 'seen',
  sourceUrl: 'https://www.entsoe.eu/publications/blackout/9-may-2025-iberian-blackout',
};
export const MADRID_DAY: Origin = { source: 'bta.bg; star.gr', confidence: 'seen' };
export const STRAIT: Origin = { source: 'atalayar.com (link and role seen, minute recalled)', confidence: 'recalled' };
export const HOSPITALS_AND_PHONES: Origin = {
  source: 'krone.at; particle.news (hour approximate)',
  confidence: 'seen',
};
export const FRENCH_SUPPORT: Origin = { source: 'lanotiziagiornale.it (hour approximate)', confidence: 'seen' };
export const GRID_BACK: Origin = { source: 'portugalpulse.com; r2100.com', confidence: 'seen' };
export const DEMAND_BACK: Origin = { source: 'chinadaily.com.cn', confidence: 'seen' };

/** The source speaks of the whole event; that this site took part, and when, is our assumption. */
export const atThisSite = (origin: Origin): Origin => ({
  ...origin,
  source: `${origin.source}; this site and second assumed`,
  confidence: 'assumed',
});
