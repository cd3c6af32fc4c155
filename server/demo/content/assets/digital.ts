import type { DemoAsset } from '../types.ts';
import { area, amber, assetsOf, red, strict } from './define.ts';

const telecom = { sector: 'digital', organisation: 'telefonia' } as const;
const core = strict('continuity');

export const digital: DemoAsset[] = [
  ...assetsOf({ ...telecom, kind: 'telephone-exchange', country: 'ES' }, [
    ['te-gran-via', 'Gran Vía exchange, Madrid', 40.4201, -3.7018, 900_000],
    ['te-barcelona', 'Plaça de Catalunya exchange, Barcelona', 41.3873, 2.1701, 850_000],
    ['te-zaragoza', 'Zaragoza exchange', 41.6521, -0.8812, 420_000],
    ['te-bilbao', 'Bilbao exchange', 43.2622, -2.9351, 520_000],
    ['te-donostia', 'Donostia exchange', 43.3181, -1.9812, 260_000],
    ['te-coruna', 'A Coruña exchange', 43.3691, -8.4021, 380_000],
    ['te-valladolid', 'Valladolid exchange', 41.6518, -4.7281, 290_000],
    ['te-valencia', 'València exchange', 39.4701, -0.3768, 610_000],
    ['te-murcia', 'Murcia exchange', 37.9871, -1.1301, 340_000],
    ['te-granada', 'Granada exchange', 37.1768, -3.5991, 310_000],
    ['te-malaga', 'Málaga exchange', 36.7211, -4.4212, 480_000],
    ['te-sevilla', 'Sevilla exchange', 37.3891, -5.9941, 560_000],
    ['te-badajoz', 'Badajoz exchange', 38.8781, -6.9702, 150_000],
  ]),
  ...assetsOf({ ...telecom, kind: 'telephone-exchange', country: 'PT' }, [
    ['te-lisboa', 'Picoas exchange, Lisboa', 38.7312, -9.1468, 780_000],
    ['te-porto', 'Porto exchange', 41.1521, -8.6101, 590_000],
    ['te-faro', 'Faro exchange', 37.0171, -7.9331, 160_000],
  ]),
  ...assetsOf({ ...telecom, kind: 'mobile-core', country: 'ES', marking: core, coarse: area(1, { needs: true }) }, [
    ['mc-madrid', 'Mobile core Madrid, Julián Camarillo', 40.4342, -3.6281, 7_500_000],
    ['mc-barcelona', 'Mobile core Barcelona, Zona Franca', 41.3452, 2.1291, 5_200_000],
    ['mc-sevilla', 'Mobile core Sevilla, La Cartuja', 37.4082, -6.0071, 3_900_000],
  ]),
  ...assetsOf({ ...telecom, kind: 'mobile-core', country: 'PT', marking: core, coarse: area(1, { needs: true }) }, [
    ['mc-lisboa', 'Mobile core Lisboa, Linda-a-Velha', 38.7141, -9.2421, 4_100_000],
    [
      'mc-covilha',
      'Back-up core and data centre, Covilhã',
      40.2821,
      -7.4902,
      2_300_000,
      red('owner@telefonia', 'coordinator@telefonia', 'coordinator@pc-pt'),
    ],
  ]),
  ...assetsOf({ ...telecom, kind: 'internet-exchange', country: 'ES' }, [
    ['ix-madrid', 'Internet exchange Madrid, Alcalá', 40.4393, -3.6212, 9_000_000],
    ['ix-barcelona', 'Internet exchange Barcelona, Zona Franca', 41.3516, 2.1375, 4_000_000],
  ]),
  ...assetsOf({ ...telecom, kind: 'internet-exchange', country: 'PT' }, [
    ['ix-lisboa', 'Internet exchange Lisboa, Prior Velho', 38.7879, -9.1235, 5_000_000],
  ]),
  ...assetsOf({ ...telecom, kind: 'data-centre', country: 'ES' }, [
    ['dc-alcobendas', 'Alcobendas data centre', 40.5369, -3.6486, 3_000_000],
    ['dc-walqa', 'Walqa data centre, Huesca', 42.1062, -0.4421, 400_000, amber('continuity')],
  ]),
  ...assetsOf({ ...telecom, kind: 'cable-landing', country: 'ES' }, [
    ['cl-sopela', 'Sopela cable landing', 43.3841, -2.9981, 2_000_000, amber('continuity')],
    ['cl-conil', 'Conil cable landing', 36.2781, -6.0892, 1_500_000, amber('continuity')],
  ]),
  ...assetsOf({ ...telecom, kind: 'cable-landing', country: 'PT' }, [
    ['cl-sesimbra', 'Sesimbra cable landing', 38.4441, -9.1021, 2_500_000, amber('continuity')],
  ]),
  ...assetsOf({ sector: 'digital', kind: 'research-computing', country: 'ES', organisation: 'universidad' }, [
    ['rc-granada', 'Research computing centre, Granada', 37.1971, -3.6242, 60_000],
    ['rc-csuc', 'Research computing centre, Campus Nord Barcelona', 41.3873, 2.1119, 120_000],
  ]),
];
