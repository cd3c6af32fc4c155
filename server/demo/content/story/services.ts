import { demoAssets } from '../assets.ts';
import { needsByAsset } from '../needs.ts';
import type { DemoAsset, DemoNeed, DemoStep } from '../types.ts';
import { after, cest, confirmedAt } from './build.ts';
import { gridReturns } from './restoration.ts';
import { atThisSite, HOSPITALS_AND_PHONES, MADRID_DAY } from './sources.ts';

/** Their story is told step by step elsewhere. */
export const TOLD_BY_HAND = new Set([
  'ho-jaen',
  'ho-nieves',
  'ho-sao-jose',
  'ap-lisboa',
  'em-granada',
  'mc-covilha',
  'cc-cecore',
  'cc-vermoim',
]);

const BLACKOUT = Date.parse(cest('12:33:24'));

interface Manner {
  /** Percent while the site lives on its own supply. */
  level: number;
  meanwhile: string;
  lost: string;
  back: string;
}

const manners: Record<string, Manner> = {
  hospital: {
    level: 75,
    meanwhile: 'On emergency generators; planned operations postponed.',
    lost: 'Generators stopped; patients being moved.',
    back: 'Mains back; generators on standby.',
  },
  'telephone-exchange': {
    level: 90,
    meanwhile: 'On batteries; mobile sites around it on their own.',
    lost: 'Batteries empty; fixed and mobile service lost around here.',
    back: 'Mains back; batteries charging.',
  },
  'mobile-core': {
    level: 85,
    meanwhile: 'Core on diesel; heavy load from calls.',
    lost: 'Diesel empty; core shut down in order.',
    back: 'Mains back; core at full capacity.',
  },
  'control-centre': { level: 95, meanwhile: 'On UPS and diesel.', lost: 'Dark.', back: 'Mains back.' },
  airport: {
    level: 50,
    meanwhile: 'Runway and tower on own power; flights cut back.',
    lost: 'Own power exhausted; closed to traffic.',
    back: 'Mains back; timetable resumes in steps.',
  },
  'rail-station': {
    level: 0,
    meanwhile: 'Dark.',
    lost: 'No traction and no lighting; platforms cleared.',
    back: 'Lighting and departures boards back; first trains under test.',
  },
  metro: {
    level: 0,
    meanwhile: 'Dark.',
    lost: 'All trains stopped; passengers walked out.',
    back: 'Power on; inspection runs.',
  },
  'traction-substation': { level: 0, meanwhile: 'Dark.', lost: 'Catenary dead.', back: 'Catenary live again.' },
  'water-treatment': {
    level: 60,
    meanwhile: 'Treatment on own generator; reservoirs carry the town.',
    lost: 'Treatment stopped; reservoirs falling.',
    back: 'Treatment restarted; water tested.',
  },
  desalination: { level: 0, meanwhile: 'Stopped.', lost: 'Stopped; membranes flushed.', back: 'Restarted.' },
};
const otherManner: Manner = {
  level: 60,
  meanwhile: 'On own supply; essential load only.',
  lost: 'Own supply exhausted; out of service.',
  back: 'Mains back; normal service.',
};

const needs = needsByAsset();
const assets = new Map(demoAssets.map((asset) => [asset.key, asset]));
const gridTimes = new Map(gridReturns.map(([time, asset]) => [asset, Date.parse(cest(time))]));

const essential = (need: DemoNeed) => need.needId.endsWith('/power');

/** Between four and twenty-nine minutes, the same on every run: somebody walks to the switch room. */
const lag = (key: string): number =>
  (240 + ([...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_973, 7) % 1_500)) * 1_000;

/** When an asset is back, after its feeds and with its own lag; 0 for what never lost mains. */
function returnsAt(key: string): number {
  const grid = gridTimes.get(key);
  if (grid !== undefined) return grid;
  const country = assets.get(key)?.country;
  if (country === 'FR' || country === 'MA') return 0;
  const feeds = (needs.get(key) ?? []).filter(essential);
  return (
    Math.max(0, ...feeds.map((need) => Math.min(...need.suppliers.map((one) => returnsAt(one.assetId))))) + lag(key)
  );
}

interface Course {
  asset: DemoAsset;
  manner: Manner;
  buffer: number;
  firstAt: string;
  backAt: string;
}

/** Services on Iberian mains, in the order in which their owners notice. */
function courses(): Course[] {
  const urgency = ['hospital', 'telephone-exchange', 'metro', 'rail-station', 'airport', 'emergency-call-centre'];
  const rank = (asset: DemoAsset) => (urgency.indexOf(asset.kind) + urgency.length + 1) % (urgency.length + 1);
  return demoAssets
    .filter((asset) => asset.country === 'ES' || asset.country === 'PT')
    .filter((asset) => !TOLD_BY_HAND.has(asset.key) && !gridTimes.has(asset.key))
    .filter((asset) => (needs.get(asset.key) ?? []).some(essential) && asset.kind !== 'nuclear-power-plant')
    .sort((a, b) => rank(a) - rank(b))
    .map((asset, index) => {
      const power = (needs.get(asset.key) ?? []).filter(essential);
      const buffer = Math.min(...power.map((need) => need.buffer));
      // Spread so that at real time something happens every second, and later every few seconds.
      const offset = index < 24 ? index * 0.9 : 21.6 + (index - 24) * 5.3;
      return {
        asset,
        manner: manners[asset.kind] ?? otherManner,
        buffer,
        firstAt: after(cest('12:33:27'), offset),
        backAt: new Date(returnsAt(asset.key)).toISOString(),
      };
    });
}

function told({ asset, manner, buffer, firstAt, backAt }: Course): DemoStep[] {
  const from =
    asset.kind === 'metro'
      ? atThisSite(MADRID_DAY)
      : asset.kind === 'hospital' || asset.kind === 'telephone-exchange'
        ? atThisSite(HOSPITALS_AND_PHONES)
        : undefined;
  const lost = { level: 0, because: 'supply', note: manner.lost } as const;
  const steps =
    buffer === 0 || manner.level === 0
      ? [confirmedAt(firstAt, asset.key, 'failed', lost, from)]
      : [
          confirmedAt(
            firstAt,
            asset.key,
            'degraded',
            { level: manner.level, because: 'supply', note: manner.meanwhile },
            from,
          ),
        ];
  const emptyAt = BLACKOUT + buffer * 1_000;
  // Owners look at their gauges: the confirmation comes some minutes after the forecast, at the latest before the mains.
  if (buffer > 0 && manner.level > 0 && emptyAt + 420_000 < Date.parse(backAt)) {
    steps.push(
      confirmedAt(
        after(new Date(emptyAt).toISOString(), 60 + ((asset.key.length * 47) % 300)),
        asset.key,
        'failed',
        lost,
      ),
    );
  }
  steps.push(confirmedAt(backAt, asset.key, 'operational', { note: manner.back }));
  return steps;
}

export const serviceSteps: DemoStep[] = courses().flatMap(told);
