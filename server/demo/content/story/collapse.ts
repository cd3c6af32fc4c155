import type { DemoStep } from '../types.ts';
import { basqueBorder, granada, mainlandPortugal, mainlandSpain } from './areas.ts';
import { acknowledged, confirmed, incident, lead, merged, note, reported, severity, trips } from './build.ts';
import { ASSUMED, atThisSite, CHRONOLOGY, FIRST_TRIPS, ISLANDED, SHEDDING, TOTAL } from './sources.ts';

const ES = 'coordinator@red-iberica';
const PT = 'coordinator@rede-lusa';

const keys = (text: string): string[] => text.trim().split(/\s+/);

/** From the last calm seconds to darkness; owners' screens follow the facts within a second or two. */
export const collapseSteps: DemoStep[] = [
  note(
    '12:32:49.5',
    'analyst@red-iberica',
    'inc-oscillation',
    'voltage',
    'Voltage in the south climbs quickly, reactors already connected.',
    CHRONOLOGY,
  ),
  confirmed('12:32:51', 'ss-hueneja', 'degraded', {
    level: 80,
    because: 'unknown',
    note: 'Voltage 432 kV and rising.',
  }),
  confirmed('12:32:53', 'ss-caparacena', 'degraded', {
    level: 85,
    because: 'unknown',
    note: 'Voltage 430 kV and rising.',
  }),
  confirmed('12:32:55', 'pv-andasol', 'degraded', {
    level: 70,
    because: 'unknown',
    note: 'Inverters and turbines at their voltage limit.',
  }),
  ...trips(
    '12:32:57',
    0.7,
    'unknown',
    atThisSite(FIRST_TRIPS),
    ['ss-hueneja', 'pv-andasol'],
    'Tripped on overvoltage.',
  ),
  incident(
    '12:32:58.6',
    ES,
    'inc-granada',
    {
      title: 'Loss of generation near Granada',
      kind: 'power-outage',
      severity: 3,
      place: [37.18, -3.6],
      area: granada,
      assetIds: ['ss-hueneja', 'pv-andasol'],
      description: 'Generation behind a 400/220 kV transformer lost; voltage rises further.',
    },
    FIRST_TRIPS,
  ),
  confirmed('12:32:59.8', 'ss-caparacena', 'failed', {
    level: 0,
    because: 'unknown',
    note: 'Protection opened the bars.',
  }),
  acknowledged('12:33:01', PT, 'inc-granada'),
  reported('12:33:02', 'responder@pc-es', 'te-granada', 'degraded', {
    level: 70,
    because: 'supply',
    note: 'Street lights and exchange hall dark.',
  }),
  confirmed('12:33:03', 'em-granada', 'degraded', {
    level: 80,
    because: 'supply',
    note: 'On UPS, generator starting.',
  }),
  acknowledged('12:33:04', 'coordinator@pc-es', 'inc-granada'),
  reported('12:33:05', 'responder@pc-es', 'ho-nieves', 'failed', {
    level: 0,
    because: 'supply',
    note: 'No light in the main building.',
  }),
  confirmed('12:33:06.2', 'ss-litoral', 'degraded', { level: 75, because: 'unknown', note: 'Voltage 435 kV.' }),
  confirmed('12:33:07.4', 'ho-nieves', 'degraded', {
    level: 75,
    because: 'supply',
    note: 'Generators took over after eleven seconds.',
  }),
  confirmed('12:33:08.6', 'ss-tajo', 'degraded', { level: 75, because: 'unknown', note: 'Voltage 433 kV.' }),
  confirmed('12:33:09.8', 'ss-cabra', 'degraded', { level: 75, because: 'unknown', note: 'Voltage 434 kV.' }),
  confirmed('12:33:11', 'ss-don-rodrigo', 'degraded', { level: 80, because: 'unknown', note: 'Voltage 431 kV.' }),
  severity('12:33:12', ES, 'inc-granada', 4),
  confirmed('12:33:13', 'ss-san-servan', 'degraded', { level: 70, because: 'unknown', note: 'Voltage 436 kV.' }),
  confirmed('12:33:14.2', 'ss-oriol', 'degraded', { level: 80, because: 'unknown', note: 'Voltage 432 kV.' }),
  ...trips(
    '12:33:16',
    0.3,
    'unknown',
    atThisSite(FIRST_TRIPS),
    keys(`
    pv-nunez-balboa ss-san-servan ss-brovales ss-segovia ss-palos ss-guillena pv-francisco-pizarro ss-oriol
  `),
    'Tripped on overvoltage.',
  ),
  ...trips(
    '12:33:18.5',
    0.1,
    'precaution',
    atThisSite(SHEDDING),
    keys(`
    gp-palos gp-arcos hp-tajo hp-oriol np-almaraz gp-algeciras gp-aceca gp-escombreras
  `),
    'Protection tripped the unit.',
  ),
  note(
    '12:33:19.3',
    ES,
    'inc-granada',
    'shedding',
    'Loss of synchronism; automatic load shedding in Spain and Portugal; frequency falls towards 48 Hz.',
    SHEDDING,
  ),
  ...trips(
    '12:33:19.4',
    0.12,
    'precaution',
    atThisSite(SHEDDING),
    keys(`
    ss-litoral ss-cabra ss-tajo ss-cartama ss-arcos ss-don-rodrigo ss-puebla ss-pinar ss-guadame
    ss-brazatortas
  `),
    'Bars dead.',
  ),
  confirmed(
    '12:33:20.2',
    'ic-tarifa-fardioua',
    'failed',
    { level: 0, because: 'precaution', note: 'Opened on underfrequency.' },
    CHRONOLOGY,
  ),
  ...trips(
    '12:33:20.6',
    0.1,
    'precaution',
    atThisSite(SHEDDING),
    keys(`
    ss-tarifa ss-valdecaballeros ss-almaraz ss-cedillo ss-palmar ss-escombreras ss-rocamora ss-aceca
  `),
    'Bars dead.',
  ),
  ...trips(
    '12:33:21',
    0.2,
    'precaution',
    ISLANDED,
    ['ic-argia-hernani', 'ic-baixas-vic', 'ic-biescas-pragneres'],
    'Opened: loss of synchronism with France.',
  ),
  ...trips(
    '12:33:21.4',
    0.1,
    'precaution',
    atThisSite(CHRONOLOGY),
    keys(`
    ic-puebla-tavira ic-brovales-alqueva ic-cedillo-falagueira ic-aldeadavila-lagoaca ic-saucelle-pocinho
    ic-cartelle-lindoso
  `),
    'Opened by protection.',
  ),
  ...trips(
    '12:33:21.8',
    0.09,
    'precaution',
    atThisSite(TOTAL),
    keys(`
    np-cofrentes np-trillo np-asco np-vandellos gp-sagunto gp-besos gp-castejon gp-amorebieta gp-pontes
    hp-aldeadavila hp-villarino hp-muela hp-aguayo hp-conso hp-sallente hp-mequinenza
  `),
    'Unit tripped; safe.',
  ),
  ...trips(
    '12:33:22.1',
    0.1,
    'precaution',
    atThisSite(TOTAL),
    keys(`
    gp-pego gp-ribatejo gp-tapada hp-castelo-bode hp-lindoso hp-venda-nova hp-alqueva hp-bemposta hp-aguieira
  `),
    'Unit tripped; safe.',
  ),
  confirmed(
    '12:33:22.4',
    'np-golfech',
    'degraded',
    { level: 50, because: 'precaution', note: 'One of two units tripped; the other feeds the grid.' },
    TOTAL,
  ),
  confirmed(
    '12:33:22.7',
    'ss-argia',
    'degraded',
    { level: 40, because: 'supply', note: 'Part of the Basque coast briefly without power.' },
    TOTAL,
  ),
  ...trips(
    '12:33:22.3',
    0.11,
    'precaution',
    atThisSite(TOTAL),
    keys(`
    ss-morata ss-moraleja ss-villaviciosa ss-loeches ss-reyes ss-fuencarral ss-galapagar ss-trillo
    ss-olmedilla ss-romica ss-benejama ss-cofrentes ss-torrente ss-eliana ss-morvedre ss-plana ss-aragon
    ss-escatron ss-tordesillas ss-villarino ss-aldeadavila ss-salamanca ss-mudarra ss-velilla ss-aguayo
    ss-robla ss-compostilla ss-trives ss-cartelle ss-meson ss-puentes ss-narcea ss-soto ss-penagos ss-guenes
    ss-vitoria ss-hernani ss-muruarte ss-castejon ss-magallon ss-penaflor ss-mequinenza ss-asco ss-vandellos
    ss-begues ss-rubi ss-pierola ss-sentmenat ss-vic ss-santa-llogaia
  `),
    'Bars dead.',
  ),
  confirmed(
    '12:33:23.9',
    'ic-inelfe',
    'failed',
    { level: 0, because: 'precaution', note: 'Converters blocked: no voltage on the Spanish side.' },
    TOTAL,
  ),
  ...trips(
    '12:33:23.2',
    0.16,
    'precaution',
    atThisSite(TOTAL),
    keys(`
    ss-tavira ss-portimao ss-alqueva ss-ferreira ss-sines ss-palmela ss-fanhoes ss-alto-mira ss-carregado
    ss-rio-maior ss-batalha ss-pego ss-falagueira ss-lavos ss-paraimo ss-recarei ss-vermoim ss-riba-ave
    ss-pedralva ss-lindoso ss-armamar ss-pocinho ss-lagoaca
  `),
    'Sem tensão: bars dead.',
  ),
  incident(
    '12:33:25.5',
    ES,
    'inc-blackout',
    {
      title: 'Total loss of the mainland grid, Spain',
      kind: 'power-outage',
      severity: 4,
      place: [40.4, -3.7],
      area: mainlandSpain,
      assetIds: keys(`
    ss-fuencarral ss-sentmenat ss-eliana ss-guillena ss-guenes ss-meson
  `),
      description: 'About 15 GW, 60 % of demand, gone in five seconds. Black start begins.',
      marking: { tlp: 'TLP:CLEAR' },
    },
    TOTAL,
  ),
  incident(
    '12:33:27.4',
    PT,
    'inc-apagao',
    {
      title: 'Total loss of the mainland grid, Portugal',
      kind: 'power-outage',
      severity: 4,
      place: [39.5, -8.0],
      area: mainlandPortugal,
      assetIds: ['ss-fanhoes', 'ss-alto-mira', 'ss-recarei', 'ss-vermoim', 'ss-palmela'],
      marking: { tlp: 'TLP:CLEAR' },
    },
    TOTAL,
  ),
  incident(
    '12:33:29.2',
    'coordinator@frontiere',
    'inc-france',
    {
      title: 'Brief loss of supply on the Basque coast',
      kind: 'power-outage',
      severity: 2,
      place: [43.4, -1.5],
      area: basqueBorder,
      assetIds: ['ss-argia', 'ic-argia-hernani'],
    },
    TOTAL,
  ),
  acknowledged('12:33:30.4', 'coordinator@pc-es', 'inc-blackout'),
  acknowledged('12:33:31.8', 'coordinator@pc-pt', 'inc-apagao'),
  acknowledged('12:33:33.3', 'coordinator@frontiere', 'inc-blackout'),
  lead('12:33:35', ES, 'inc-blackout', 'red-iberica'),
  acknowledged('12:33:36.6', 'coordinator@hospitales', 'inc-blackout'),
  incident('12:33:38', 'responder@pc-es', 'inc-dark-granada', {
    title: 'Granada without electricity',
    kind: 'power-outage',
    severity: 2,
    place: [37.177, -3.6],
    assetIds: ['te-granada'],
  }),
  acknowledged('12:33:40', 'coordinator@telefonia', 'inc-blackout'),
  lead('12:33:41.5', PT, 'inc-apagao', 'rede-lusa'),
  incident('12:33:43', 'responder@bomberos', 'inc-lifts', {
    title: 'People stuck in lifts across Madrid',
    kind: 'other',
    severity: 3,
    place: [40.42, -3.7],
  }),
  merged('12:33:45', ES, 'inc-granada', 'inc-blackout'),
  acknowledged('12:33:47', 'coordinator@bomberos', 'inc-lifts'),
  confirmed('12:40', 'ss-argia', 'operational', { note: 'All customers back.' }, ASSUMED),
];
