import type { DemoAsset } from '../types.ts';
import { amber, assetsOf } from './define.ts';

const calls = { sector: 'emergency-services', kind: 'emergency-call-centre' } as const;
const office = { sector: 'public-administration', kind: 'government-building' } as const;
const payments = { organisation: 'pagos' } as const;

export const publicServices: DemoAsset[] = [
  ...assetsOf({ ...calls, country: 'ES', organisation: 'pc-es' }, [
    ['em-madrid', '112 Madrid, Pozuelo de Alarcón', 40.4491, -3.8021, 6_900_000],
    ['em-catalunya', '112 Catalunya, Reus', 41.1421, 1.1301, 7_900_000],
    ['em-andalucia', '112 Andalucía, Sevilla', 37.3821, -5.9641, 8_600_000],
    ['em-granada', '112 Andalucía, Granada room', 37.1821, -3.6101, 930_000],
    ['em-valencia', "112 Comunitat Valenciana, l'Eliana", 39.5661, -0.5301, 5_200_000],
    ['em-euskadi', 'SOS Deiak 112, Bilbao', 43.2601, -2.9341, 2_200_000],
    ['em-galicia', '112 Galicia, A Estrada', 42.6891, -8.4891, 2_700_000],
  ]),
  ...assetsOf({ ...calls, country: 'PT', organisation: 'pc-pt' }, [
    ['em-oeiras', '112 operational centre south, Oeiras', 38.7131, -9.2961, 6_000_000],
    ['em-porto', '112 operational centre north, Porto', 41.1621, -8.6421, 3_600_000],
  ]),
  ...assetsOf({ ...calls, country: 'FR', organisation: 'secours-fr' }, [
    ['em-bayonne', 'Emergency call centre, Bayonne', 43.4911, -1.4701, 300_000],
  ]),
  ...assetsOf({ sector: 'emergency-services', kind: 'fire-station', country: 'ES', organisation: 'bomberos' }, [
    ['fs-madrid-1', 'Fire station 1, Madrid', 40.4311, -3.6961, 400_000],
    ['fs-granada', 'Fire station Granada Sur', 37.1541, -3.6061, 230_000],
  ]),
  ...assetsOf({ ...office, country: 'ES', organisation: 'pc-es' }, [
    ['pa-moncloa', 'Situation room, Madrid', 40.4421, -3.7361, 47_000_000, amber('civil-protection', 'border-cell')],
    ['pa-cenem', 'National emergency monitoring centre, Madrid', 40.4691, -3.6361, 47_000_000],
    ['pa-granada', 'Government delegation, Granada', 37.1751, -3.5981, 930_000],
  ]),
  ...assetsOf({ ...office, country: 'PT', organisation: 'pc-pt' }, [
    ['pa-carnaxide', 'National civil protection command, Carnaxide', 38.7251, -9.2421, 10_400_000],
  ]),
  ...assetsOf({ ...office, country: 'FR', organisation: 'secours-fr' }, [
    ['pa-bordeaux', 'Zonal operations centre, Bordeaux', 44.8391, -0.5831, 6_000_000],
  ]),
  ...assetsOf({ ...payments, sector: 'financial-market', kind: 'payment-data-centre', country: 'ES' }, [
    ['fm-tres-cantos', 'Card processing centre, Tres Cantos', 40.6041, -3.7111, 20_000_000, amber('continuity')],
    ['fm-sant-cugat', 'Card processing centre, Sant Cugat', 41.4861, 2.0561, 12_000_000, amber('continuity')],
  ]),
  ...assetsOf({ ...payments, sector: 'financial-market', kind: 'payment-data-centre', country: 'PT' }, [
    ['fm-lisboa', 'Card processing centre, Lisboa', 38.7431, -9.1521, 8_000_000, amber('continuity')],
  ]),
  ...assetsOf({ ...payments, sector: 'banking', kind: 'cash-centre', country: 'ES' }, [
    ['ba-madrid', 'Cash centre, Plaza de Cibeles, Madrid', 40.4181, -3.6951, 6_000_000],
    ['ba-sevilla', 'Cash centre, Sevilla', 37.3861, -5.9951, 1_900_000],
  ]),
  ...assetsOf({ ...payments, sector: 'banking', kind: 'cash-centre', country: 'PT' }, [
    ['ba-carregado', 'Cash centre, Carregado', 39.0211, -8.9711, 4_000_000],
  ]),
];
