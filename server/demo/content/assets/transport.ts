import type { DemoAsset } from '../types.ts';
import { area, amber, assetsOf, CLEAR } from './define.ts';

const airport = { sector: 'transport', kind: 'airport', marking: CLEAR } as const;
const port = { sector: 'transport', kind: 'sea-port', organisation: 'puertas' } as const;
const rail = { sector: 'transport', organisation: 'ferrovias' } as const;

export const transport: DemoAsset[] = [
  ...assetsOf({ ...airport, country: 'ES', organisation: 'puertas' }, [
    ['ap-barajas', 'Adolfo Suárez Madrid–Barajas Airport', 40.4719, -3.5626, 180_000],
    ['ap-barcelona', 'Josep Tarradellas Barcelona–El Prat Airport', 41.2971, 2.0785, 150_000],
    ['ap-malaga', 'Málaga Airport', 36.6749, -4.4991, 68_000],
    ['ap-sevilla', 'Sevilla Airport', 37.418, -5.8931, 25_000],
    ['ap-valencia', 'València Airport', 39.4893, -0.4816, 30_000],
    ['ap-alicante', 'Alicante Airport', 38.2822, -0.5582, 50_000],
    ['ap-bilbao', 'Bilbao Airport', 43.3011, -2.9106, 19_000],
    ['ap-santiago', 'Santiago de Compostela Airport', 42.8963, -8.4151, 10_000],
    ['ap-granada', 'Granada Airport', 37.1887, -3.7774, 3_000],
  ]),
  ...assetsOf({ ...airport, country: 'PT', organisation: 'puertas' }, [
    ['ap-lisboa', 'Humberto Delgado Airport, Lisboa', 38.7813, -9.1359, 96_000],
    ['ap-porto', 'Francisco Sá Carneiro Airport, Porto', 41.2481, -8.6814, 43_000],
    ['ap-faro', 'Faro Airport', 37.0144, -7.9659, 27_000],
  ]),
  ...assetsOf({ ...airport, country: 'FR', organisation: 'secours-fr' }, [
    ['ap-toulouse', 'Toulouse–Blagnac Airport', 43.6291, 1.3638, 22_000],
    ['ap-biarritz', 'Biarritz Airport', 43.4683, -1.5311, 3_000],
    ['ap-perpignan', 'Perpignan Airport', 42.7404, 2.8707, 1_500],
  ]),
  ...assetsOf({ ...airport, country: 'MA', organisation: 'puertas' }, [
    ['ap-tanger', 'Tanger Ibn Battouta Airport', 35.7269, -5.9169, 7_000],
  ]),
  ...assetsOf({ ...port, country: 'ES' }, [
    ['po-algeciras', 'Port of Algeciras', 36.1333, -5.4333, 120_000],
    ['po-valencia', 'Port of València', 39.45, -0.3167, 100_000],
    ['po-barcelona', 'Port of Barcelona', 41.35, 2.1667, 110_000],
    ['po-bilbao', 'Port of Bilbao', 43.35, -3.05, 50_000],
    ['po-huelva', 'Port of Huelva', 37.2051, -6.9342, 30_000],
  ]),
  ...assetsOf({ ...port, country: 'PT' }, [
    ['po-sines', 'Port of Sines', 37.95, -8.8667, 60_000],
    ['po-leixoes', 'Port of Leixões', 41.1833, -8.7, 40_000],
  ]),
  ...assetsOf({ ...port, country: 'MA' }, [['po-tanger-med', 'Tanger Med port', 35.8891, -5.5012, 90_000]]),
  ...assetsOf({ ...rail, kind: 'rail-station', country: 'ES' }, [
    ['rs-atocha', 'Madrid Atocha station', 40.406, -3.6898, 150_000],
    ['rs-chamartin', 'Madrid Chamartín station', 40.4721, -3.6822, 110_000],
    ['rs-sants', 'Barcelona Sants station', 41.3789, 2.1404, 130_000],
    ['rs-zaragoza', 'Zaragoza Delicias station', 41.6584, -0.9099, 30_000],
    ['rs-santa-justa', 'Sevilla Santa Justa station', 37.3919, -5.9753, 45_000],
    ['rs-malaga', 'Málaga María Zambrano station', 36.7118, -4.4321, 35_000],
    ['rs-cordoba', 'Córdoba station', 37.8882, -4.7891, 22_000],
    ['rs-valencia', 'València Nord station', 39.4669, -0.3772, 60_000],
    ['rs-abando', 'Bilbao Abando station', 43.2597, -2.9275, 40_000],
    ['rs-valladolid', 'Valladolid Campo Grande station', 41.642, -4.727, 15_000],
  ]),
  ...assetsOf({ ...rail, kind: 'rail-station', country: 'PT' }, [
    ['rs-oriente', 'Lisboa Oriente station', 38.7678, -9.0991, 75_000],
    ['rs-santa-apolonia', 'Lisboa Santa Apolónia station', 38.7139, -9.1223, 25_000],
    ['rs-campanha', 'Porto Campanhã station', 41.1488, -8.5849, 40_000],
  ]),
  ...assetsOf({ sector: 'transport', kind: 'rail-station', country: 'FR', organisation: 'secours-fr' }, [
    ['rs-matabiau', 'Toulouse Matabiau station', 43.6112, 1.4536, 40_000],
    ['rs-hendaye', 'Hendaye station', 43.3532, -1.7819, 5_000],
  ]),
  ...assetsOf({ ...rail, kind: 'rail-control-centre', country: 'ES', marking: amber('mobility'), coarse: area(0.25) }, [
    ['rc-atocha', 'Rail traffic control centre, Atocha', 40.4042, -3.6868, 0],
    ['rc-delicias', 'High-speed control centre, Zaragoza Delicias', 41.6591, -0.9118, 0],
  ]),
  ...assetsOf({ ...rail, kind: 'rail-control-centre', country: 'PT', marking: amber('mobility'), coarse: area(0.25) }, [
    ['rc-braco-prata', 'Rail operations centre, Braço de Prata', 38.7501, -9.1021, 0],
  ]),
  ...assetsOf({ ...rail, kind: 'traction-substation', country: 'ES' }, [
    ['tr-anover', 'Añover traction substation', 39.9811, -3.7642, 0],
    ['tr-brazatortas', 'Brazatortas traction substation', 38.6512, -4.3012, 0],
    ['tr-terrer', 'Terrer traction substation', 41.3291, -1.7082, 0],
    ['tr-montagut', 'Montagut traction substation', 41.4121, 1.4421, 0],
    ['tr-olmedo', 'Olmedo traction substation', 41.2891, -4.6821, 0],
  ]),
  ...assetsOf({ ...rail, kind: 'metro', country: 'ES' }, [
    ['me-madrid', 'Metro de Madrid, Alto del Arenal control centre', 40.3912, -3.6451, 2_300_000],
    ['me-barcelona', 'Metro de Barcelona, Sagrera control centre', 41.4231, 2.1871, 1_300_000],
    ['me-valencia', 'Metro de València', 39.4641, -0.3861, 210_000],
    ['me-bilbao', 'Metro Bilbao', 43.2651, -2.9361, 250_000],
  ]),
  ...assetsOf({ ...rail, kind: 'metro', country: 'PT' }, [
    ['me-lisboa', 'Metro de Lisboa, Pontinha', 38.7621, -9.1961, 480_000],
    ['me-porto', 'Metro do Porto, Guifões', 41.2012, -8.6671, 220_000],
  ]),
  ...assetsOf({ sector: 'transport', kind: 'road-tunnel', country: 'ES', organisation: 'bomberos' }, [
    ['tu-m30', 'Calle 30 tunnels, Madrid', 40.4021, -3.7211, 260_000],
    ['tu-guadarrama', 'Guadarrama road tunnel', 40.7081, -4.1411, 40_000],
    ['tu-somport', 'Somport tunnel, Spanish portal', 42.7821, -0.5221, 3_000],
  ]),
];
