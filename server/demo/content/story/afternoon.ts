import type { DemoStep } from '../types.ts';
import {
  accepted,
  acknowledged,
  becomes,
  incident,
  links,
  marked,
  note,
  refuted,
  reported,
  task,
  taskIs,
  voided,
} from './build.ts';
import { CHRONOLOGY, FRENCH_SUPPORT, HOSPITALS_AND_PHONES, MADRID_DAY } from './sources.ts';

const GRID = 'coordinator@red-iberica';
const LUSA = 'coordinator@rede-lusa';
const MADRID = 'coordinator@pc-es';
const LIAISON = 'liaison@pc-es';
const WARDS = 'coordinator@hospitales';
const RAIL = 'coordinator@ferrovias';
const FIRE = 'coordinator@bomberos';
const WATER = 'owner@aguas';
const HELP = 'liaison@cruz';
const borderCell = () => ({ tlp: 'TLP:AMBER' as const, circles: ['border-cell'] });
const medical = () => ({ tlp: 'TLP:AMBER' as const, circles: ['medical'] });

export const afternoonSteps: DemoStep[] = [
  incident('13:30', WATER, 'inc-water', {
    title: 'Pumps and treatment on own power',
    kind: 'water-disruption',
    severity: 2,
    place: [40.66, -3.77],
    assetIds: ['wt-colmenar', 'wt-carambolo', 'wt-granada', 'wt-atabal', 'ps-majadahonda'],
  }),
  acknowledged('13:32', MADRID, 'inc-water'),
  note(
    '13:35',
    'coordinator@frontiere',
    'inc-blackout',
    'east',
    'Second path to Spain open in the east, towards Vic.',
    CHRONOLOGY,
  ),
  reported('13:40', LIAISON, 'wt-granada', 'failed', {
    level: 0,
    because: 'supply',
    note: 'Mayor says the taps are dry.',
  }),
  refuted('13:44', 'wt-granada', 'Treatment runs on its generator; the dry street is a closed valve.'),
  note('13:46', WATER, 'inc-water', 'valve', 'Valve in the Zaidín district opened.'),
  voided('13:50', HELP, 'inc-cyber-rumour', 'No evidence; grid and telecom operators say so in writing.'),
  taskIs('13:52', FIRE, 'tsk-metro-walk', 'done', 'All 40 trains empty, two people treated.'),
  becomes('13:55', RAIL, 'inc-metro', 'confirmed'),
  becomes('13:56', RAIL, 'inc-metro', 'responding'),
  becomes('14:00', RAIL, 'inc-metro', 'contained', 'Nobody left in the tunnels.'),
  becomes('14:02', WARDS, 'inc-hospitals', 'confirmed', undefined, HOSPITALS_AND_PHONES),
  note('14:04', FIRE, 'inc-lifts', 'count', '142 rescues so far; the day ends with 286.', MADRID_DAY),
  incident('14:06', GRID, 'inc-cause', {
    title: 'Working hypotheses on voltage control',
    kind: 'equipment-failure',
    severity: 2,
    assetIds: ['ss-hueneja', 'ss-almaraz'],
    marking: { tlp: 'TLP:AMBER+STRICT', circles: ['iberian-grid'] },
  }),
  acknowledged('14:08', LUSA, 'inc-cause'),
  task('14:10', GRID, 'tsk-recordings', {
    title: 'Secure fault recordings of all tie lines',
    incidentId: 'inc-cause',
    due: '20:00',
    priority: 2,
    to: 'rede-lusa',
    marking: { tlp: 'TLP:AMBER+STRICT', circles: ['iberian-grid'] },
  }),
  accepted('14:14', LUSA, 'tsk-recordings'),
  becomes('14:16', WATER, 'inc-main', 'contained', 'Leak closed by hand.'),
  taskIs('14:18', FIRE, 'tsk-main-road', 'done'),
  incident('14:20', LIAISON, 'inc-euro-line', {
    title: 'Support across four borders: who gives what',
    kind: 'supply-shortage',
    severity: 3,
    place: [42.7, -0.5],
    marking: borderCell(),
  }),
  acknowledged('14:21', 'liaison@liaison-eu', 'inc-euro-line'),
  acknowledged('14:22', 'coordinator@secours-fr', 'inc-euro-line'),
  task('14:24', 'coordinator@secours-fr', 'tsk-hospital-beds', {
    title: 'Twelve intensive-care beds in Bayonne and Perpignan for transfers',
    incidentId: 'inc-euro-line',
    assetIds: ['ho-bayonne', 'ho-perpignan'],
    due: '18:00',
    priority: 2,
    to: 'pc-es',
    marking: borderCell(),
  }),
  accepted('14:28', MADRID, 'tsk-hospital-beds'),
  note('14:30', 'liaison@liaison-eu', 'inc-euro-line', 'pool', 'Six mobile generators pooled; two can leave tonight.'),
  incident('14:32', WARDS, 'inc-generators', {
    title: 'Generator list: hours left per hospital',
    kind: 'fuel-shortage',
    severity: 3,
    assetIds: ['ho-jaen', 'ho-sao-jose', 'ho-nieves', 'bb-granada'],
    marking: medical(),
  }),
  acknowledged('14:34', MADRID, 'inc-generators'),
  acknowledged('14:35', HELP, 'inc-generators'),
  task('14:36', WARDS, 'tsk-blood', {
    title: 'Move blood stock from Granada to Málaga',
    incidentId: 'inc-generators',
    assetIds: ['bb-granada'],
    due: '17:00',
    priority: 3,
    to: 'cruz',
    marking: medical(),
  }),
  accepted('14:40', HELP, 'tsk-blood'),
  taskIs('14:55', HELP, 'tsk-blood', 'in-progress', 'Three cool boxes loaded.'),
  marked(
    '15:00',
    'owner@red-iberica',
    'incident',
    'inc-oscillation',
    { tlp: 'TLP:GREEN' },
    'Public by now; partners ask what happened before 12:33.',
  ),
  acknowledged('15:02', RAIL, 'inc-oscillation'),
  becomes('15:04', GRID, 'inc-oscillation', 'contained'),
  taskIs('15:10', HELP, 'tsk-water-trains', 'done', 'Both trains reached, one passenger with heat stroke handed over.'),
  task('15:12', RAIL, 'tsk-diesel-locos', {
    title: 'Diesel locomotives to tow nine trains',
    incidentId: 'inc-trains',
    due: '18:30',
    priority: 3,
    to: 'ferrovias',
  }),
  accepted('15:14', RAIL, 'tsk-diesel-locos'),
  taskIs('15:40', RAIL, 'tsk-diesel-locos', 'in-progress'),
  becomes('15:42', MADRID, 'inc-hospitals', 'responding'),
  links('15:44', WARDS, 'inc-hospitals', [
    'ho-la-paz',
    'ho-maranon',
    'ho-12-octubre',
    'ho-vall-hebron',
    'ho-rocio',
    'ho-sao-jose',
    'ho-santa-maria',
    'ho-jaen',
    'ho-nieves',
    'ho-malaga',
  ]),
  note(
    '16:00',
    'coordinator@frontiere',
    'inc-blackout',
    'seven-hundred',
    'About 700 MW of consumption restored with support from France.',
    FRENCH_SUPPORT,
  ),
];
