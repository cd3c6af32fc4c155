import type { DemoAsset } from '../types.ts';
import { area, amber, assetsOf, red, strict } from './define.ts';

const inPortugal = { sector: 'energy', country: 'PT', organisation: 'rede-lusa' } as const;
const inFrance = { sector: 'energy', country: 'FR', organisation: 'frontiere' } as const;
const inMorocco = { sector: 'energy', country: 'MA', organisation: 'maghreb' } as const;

export const gridNeighbours: DemoAsset[] = [
  ...assetsOf({ ...inPortugal, kind: 'substation' }, [
    ['ss-lagoaca', 'Lagoaça 400 kV', 41.188, -6.741, 30_000, amber('iberian-grid', 'border-cell')],
    ['ss-pocinho', 'Pocinho 220 kV', 41.134, -7.112, 60_000],
    ['ss-armamar', 'Armamar 400 kV', 41.108, -7.692, 190_000],
    ['ss-lindoso', 'Alto Lindoso 400 kV', 41.872, -8.203, 40_000],
    ['ss-pedralva', 'Pedralva 400 kV', 41.582, -8.339, 380_000],
    ['ss-riba-ave', 'Riba de Ave 400 kV', 41.391, -8.384, 410_000],
    ['ss-recarei', 'Recarei 400 kV', 41.152, -8.418, 520_000],
    ['ss-vermoim', 'Vermoim 220 kV', 41.231, -8.621, 640_000],
    ['ss-paraimo', 'Paraimo 400 kV', 40.461, -8.458, 270_000],
    ['ss-lavos', 'Lavos 400 kV', 40.092, -8.821, 210_000],
    ['ss-batalha', 'Batalha 400 kV', 39.661, -8.828, 240_000],
    ['ss-rio-maior', 'Rio Maior 400 kV', 39.332, -8.931, 180_000],
    ['ss-carregado', 'Carregado 220 kV', 39.032, -8.968, 290_000],
    ['ss-fanhoes', 'Fanhões 400 kV', 38.889, -9.152, 720_000],
    ['ss-alto-mira', 'Alto de Mira 400 kV', 38.781, -9.239, 810_000],
    ['ss-palmela', 'Palmela 400 kV', 38.582, -8.859, 560_000],
    ['ss-sines', 'Sines 400 kV', 37.951, -8.801, 70_000],
    ['ss-ferreira', 'Ferreira do Alentejo 400 kV', 38.052, -8.108, 90_000],
    ['ss-alqueva', 'Alqueva 400 kV', 38.199, -7.502, 50_000],
    ['ss-falagueira', 'Falagueira 400 kV', 39.582, -7.551, 80_000],
    ['ss-pego', 'Pego 400 kV', 39.462, -8.111, 130_000],
    ['ss-portimao', 'Portimão 400 kV', 37.202, -8.498, 170_000],
    ['ss-tavira', 'Tavira 400 kV', 37.181, -7.652, 220_000],
  ]),
  ...assetsOf(
    { ...inPortugal, kind: 'control-centre', marking: strict('iberian-grid', 'continuity'), coarse: area(0.5) },
    [
      ['cc-sacavem', 'National dispatch centre, Sacavém', 38.791, -9.112, 0],
      [
        'cc-vermoim',
        'Back-up dispatch centre, Vermoim',
        41.234,
        -8.618,
        0,
        red('owner@rede-lusa', 'coordinator@rede-lusa', 'coordinator@pc-pt'),
      ],
    ],
  ),
  ...assetsOf({ ...inPortugal, kind: 'hydro-power-plant' }, [
    ['hp-castelo-bode', 'Castelo do Bode hydro power plant', 39.543, -8.319, 0],
    ['hp-lindoso', 'Alto Lindoso hydro power plant', 41.872, -8.2025, 0],
    ['hp-venda-nova', 'Venda Nova pumped storage', 41.6927, -8.0278, 0],
    ['hp-alqueva', 'Alqueva pumped storage', 38.1975, -7.4964, 0],
    ['hp-bemposta', 'Bemposta hydro power plant', 41.3009, -6.4699, 0],
    ['hp-aguieira', 'Aguieira hydro power plant', 40.3403, -8.1968, 0],
  ]),
  ...assetsOf({ ...inPortugal, kind: 'gas-power-plant' }, [
    ['gp-tapada', 'Tapada do Outeiro combined cycle', 41.07, -8.4587, 0],
    ['gp-ribatejo', 'Ribatejo combined cycle', 39.011, -8.959, 0],
    ['gp-pego', 'Pego combined cycle', 39.4618, -8.1096, 0],
  ]),
  ...assetsOf({ ...inFrance, kind: 'substation' }, [
    ['ss-argia', 'Argia 400 kV', 43.431, -1.438, 190_000],
    ['ss-cantegrit', 'Cantegrit 400 kV', 44.021, -0.798, 110_000],
    ['ss-saucats', 'Saucats 400 kV', 44.661, -0.628, 480_000],
    ['ss-marsillon', 'Marsillon 400 kV', 43.391, -0.528, 210_000],
    ['ss-cazaril', 'Cazaril 400 kV', 43.091, 0.578, 140_000],
    ['ss-pragneres', 'Pragnères 220 kV', 42.822, 0.011, 20_000],
    ['ss-verlhaguet', 'Verlhaguet 400 kV', 44.001, 1.291, 260_000],
    ['ss-donzac', 'Donzac 400 kV', 44.101, 0.821, 90_000, amber('border-cell')],
    ['ss-gaudiere', 'La Gaudière 400 kV', 43.182, 2.742, 230_000],
    ['ss-baixas', 'Baixas 400 kV', 42.751, 2.801, 270_000],
    ['ss-tamareau', 'Tamareau 400 kV', 43.558, 3.862, 420_000],
  ]),
  ...assetsOf({ ...inFrance, kind: 'nuclear-power-plant' }, [
    ['np-golfech', 'Golfech nuclear power plant', 44.1048, 0.8461, 0],
    ['np-blayais', 'Blayais nuclear power plant', 45.2574, -0.6906, 0],
  ]),
  ...assetsOf({ ...inFrance, kind: 'hydro-power-plant' }, [
    ['hp-pragneres', 'Pragnères hydro power plant', 42.8211, 0.0103, 0],
    ['hp-montezic', 'Montézic pumped storage', 44.7377, 2.6434, 0],
    ['hp-pouget', 'Le Pouget hydro power plant', 44.056, 2.732, 0],
  ]),
  ...assetsOf({ ...inMorocco, kind: 'substation' }, [
    ['ss-fardioua', 'Fardioua 400 kV', 35.802, -5.502, 60_000],
    ['ss-melloussa', 'Melloussa 400 kV', 35.741, -5.661, 390_000],
    ['ss-tetouan', 'Tétouan 225 kV', 35.552, -5.332, 310_000],
    ['ss-kenitra', 'Kénitra 225 kV', 34.291, -6.578, 420_000],
  ]),
  ...assetsOf({ ...inMorocco, kind: 'gas-power-plant' }, [
    ['gp-tahaddart', 'Tahaddart combined cycle', 35.571, -5.989, 0, amber('border-cell')],
  ]),
  ...assetsOf({ ...inMorocco, kind: 'hydro-power-plant' }, [
    ['hp-al-wahda', 'Al Wahda hydro power plant', 34.602, -5.198, 0],
  ]),
];
