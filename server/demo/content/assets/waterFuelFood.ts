import type { DemoAsset } from '../types.ts';
import { area, amber, assetsOf } from './define.ts';

const water = { sector: 'drinking-water', organisation: 'aguas' } as const;
const waste = { sector: 'waste-water', kind: 'wastewater-plant', organisation: 'aguas' } as const;
const fuel = { sector: 'energy', organisation: 'combustibles' } as const;
const buffers = amber('fuel');

export const waterFuelFood: DemoAsset[] = [
  ...assetsOf({ ...water, kind: 'water-treatment', country: 'ES' }, [
    ['wt-colmenar', 'Colmenar Viejo water treatment', 40.6641, -3.7682, 2_400_000],
    ['wt-santillana', 'Santillana water treatment', 40.7021, -3.8241, 1_100_000],
    ['wt-ter', 'Cardedeu (Ter) water treatment', 41.6391, 2.3581, 1_900_000],
    ['wt-abrera', 'Abrera water treatment', 41.5121, 1.9041, 1_300_000],
    ['wt-carambolo', 'El Carambolo water treatment, Sevilla', 37.3971, -6.0421, 1_000_000],
    ['wt-atabal', 'El Atabal water treatment, Málaga', 36.7391, -4.4741, 560_000],
    ['wt-granada', 'Lancha del Genil water treatment, Granada', 37.1711, -3.5582, 300_000],
    ['wt-picassent', 'Picassent water treatment', 39.3551, -0.4571, 800_000],
    ['wt-venta-alta', 'Venta Alta water treatment, Bilbao', 43.2361, -2.8981, 870_000],
  ]),
  ...assetsOf({ ...water, kind: 'water-treatment', country: 'PT' }, [
    ['wt-asseiceira', 'Asseiceira water treatment', 39.5321, -8.4051, 2_000_000],
    ['wt-lever', 'Lever water treatment, Porto', 41.0731, -8.4701, 1_500_000],
    ['wt-alcantarilha', 'Alcantarilha water treatment, Algarve', 37.1361, -8.3441, 300_000],
  ]),
  ...assetsOf({ ...water, kind: 'pumping-station', country: 'ES' }, [
    ['ps-bolarque', 'Bolarque pumping station', 40.3631, -2.8241, 1_800_000],
    ['ps-majadahonda', 'Majadahonda pumping station', 40.4711, -3.8671, 350_000],
  ]),
  ...assetsOf({ ...water, kind: 'pumping-station', country: 'PT' }, [
    ['ps-vila-franca', 'Vila Franca de Xira pumping station', 38.9581, -8.9891, 1_200_000],
  ]),
  ...assetsOf({ ...water, kind: 'desalination', country: 'ES' }, [
    ['ds-llobregat', 'Llobregat desalination plant', 41.2981, 2.1341, 1_300_000],
    ['ds-torrevieja', 'Torrevieja desalination plant', 37.9661, -0.7061, 440_000],
    ['ds-carboneras', 'Carboneras desalination plant', 36.9791, -1.9041, 200_000],
  ]),
  ...assetsOf({ ...waste, country: 'ES' }, [
    ['ww-china', 'La China wastewater plant, Madrid', 40.3701, -3.6871, 1_200_000],
    ['ww-prat', 'El Prat wastewater plant', 41.3031, 2.1181, 2_000_000],
    ['ww-copero', 'El Copero wastewater plant, Sevilla', 37.2981, -5.9911, 950_000],
    ['ww-pinedo', 'Pinedo wastewater plant, València', 39.4241, -0.3431, 1_500_000],
  ]),
  ...assetsOf({ ...waste, country: 'PT' }, [
    ['ww-alcantara', 'Alcântara wastewater plant, Lisboa', 38.7223, -9.1749, 756_000],
    ['ww-frielas', 'Frielas wastewater plant', 38.8206, -9.1498, 700_000],
  ]),
  ...assetsOf({ ...fuel, kind: 'lng-terminal', country: 'ES' }, [
    ['lng-barcelona', 'Barcelona LNG terminal', 41.3394, 2.1583, 0],
    ['lng-huelva', 'Huelva LNG terminal', 37.1735, -6.911, 0],
    ['lng-cartagena', 'Cartagena LNG terminal', 37.5746, -0.9595, 0],
    ['lng-sagunto', 'Sagunto LNG terminal', 39.6329, -0.2152, 0],
    ['lng-bilbao', 'Bilbao LNG terminal', 43.3612, -3.0947, 0],
    ['lng-mugardos', 'Mugardos LNG terminal', 43.4613, -8.2395, 0],
  ]),
  ...assetsOf({ ...fuel, kind: 'lng-terminal', country: 'PT' }, [
    ['lng-sines', 'Sines LNG terminal', 37.9419, -8.8435, 0],
  ]),
  ...assetsOf({ ...fuel, kind: 'gas-storage', country: 'ES' }, [
    ['gs-serrablo', 'Serrablo gas storage', 42.5781, -0.3915, 0, buffers],
    ['gs-yela', 'Yela gas storage', 40.8067, -2.8226, 0, buffers],
  ]),
  ...assetsOf({ ...fuel, sector: 'industry', kind: 'refinery', country: 'ES' }, [
    ['rf-cartagena', 'Cartagena refinery', 37.6222, -0.9822, 0],
    ['rf-puertollano', 'Puertollano refinery', 38.672, -4.0497, 0],
    ['rf-tarragona', 'Tarragona refinery', 41.1737, 1.2271, 0],
    ['rf-muskiz', 'Muskiz refinery', 43.3257, -3.1109, 0],
    ['rf-gibraltar', 'Gibraltar–San Roque refinery', 36.1856, -5.3965, 0],
    ['rf-rabida', 'La Rábida refinery', 37.1843, -6.8945, 0],
  ]),
  ...assetsOf({ ...fuel, sector: 'industry', kind: 'refinery', country: 'PT' }, [
    ['rf-sines', 'Sines refinery', 37.9639, -8.8001, 0],
  ]),
  ...assetsOf({ ...fuel, kind: 'fuel-depot', country: 'ES', marking: buffers, coarse: area(0.5, { needs: true }) }, [
    ['fd-torrejon', 'Torrejón de Ardoz fuel depot', 40.4531, -3.4381, 1_500_000],
    ['fd-barcelona', 'Barcelona port fuel depot', 41.3431, 2.1521, 1_200_000],
    ['fd-rota', 'Rota fuel depot', 36.6471, -6.3191, 300_000],
    ['fd-malaga', 'Málaga fuel depot', 36.6891, -4.4871, 500_000],
  ]),
  ...assetsOf({ ...fuel, kind: 'fuel-depot', country: 'PT', marking: buffers, coarse: area(0.5, { needs: true }) }, [
    ['fd-aveiras', 'Aveiras fuel depot', 39.1471, -8.8981, 1_800_000],
  ]),
  ...assetsOf({ sector: 'food', kind: 'logistics-hub', country: 'ES', organisation: 'mercados' }, [
    ['fo-mercamadrid', 'Mercamadrid', 40.3641, -3.6591, 3_000_000],
    ['fo-mercabarna', 'Mercabarna', 41.3331, 2.1171, 2_500_000],
    ['fo-mercasevilla', 'Mercasevilla', 37.3891, -5.9261, 900_000],
    ['fo-mercavalencia', 'Mercavalència', 39.4331, -0.3541, 1_000_000],
  ]),
  ...assetsOf({ sector: 'food', kind: 'logistics-hub', country: 'PT', organisation: 'mercados' }, [
    ['fo-marl', 'MARL wholesale market, Loures', 38.8631, -9.1231, 1_500_000],
  ]),
];
