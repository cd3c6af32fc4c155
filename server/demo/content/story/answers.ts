import { HOUR, UP } from '../needs/define.ts';
import type { DemoStep } from '../types.ts';
import { confirmed, deniesThat, expects, refilled, scenario } from './build.ts';

/**
 * What owners answer to what is predicted of their assets, and what then comes over the borders. The moments are those
 * that the engine gives on the needs of this demonstration: a test plays the story and compares.
 */
export const answerSteps: DemoStep[] = [
  expects('12:56', 'po-tanger-med', {
    at: '22:33:20',
    level: 40,
    note: 'If Algeciras stops at half past six our yard is full four hours later: ships for the Strait are told to wait.',
  }),
  expects('12:58', 'te-gran-via', {
    at: '16:33:22',
    level: 0,
    note: 'Batteries read 3 h 35 min at this load and there is no generator: it ends about half past four.',
  }),
  deniesThat('13:01', 'po-algeciras', {
    at: '18:33:20',
    level: 0,
    note: 'The terminal runs its cranes on the refinery line again: six hours were the old figure. Tanger need not stop.',
  }),
  expects('13:02', 'te-valencia', {
    at: '16:33:23',
    level: 0,
    note: 'The same here. We shed the 5G layers first; that buys minutes, not hours.',
  }),
  expects('13:05', 'ba-carregado', {
    at: '16:33:22',
    level: 30,
    note: 'Card traffic is routed over Madrid: when Gran Vía goes, shops here take cash only.',
  }),
  expects('13:08', 'rs-hendaye', {
    at: '15:33:24',
    level: 30,
    note: 'The last trains out of Madrid arrive by half past three; after that nothing comes over the border.',
  }),
  expects('13:12', 'lng-sines', {
    at: '18:33:23',
    level: 0,
    note: 'Own supply for six hours. Send-out ends with it; the tanks themselves are safe.',
  }),
  expects('13:20', 'wt-alcantarilha', {
    at: '18:33:23',
    level: 0,
    note: 'Generator diesel until about half past six. A refill is ordered and not confirmed.',
  }),
  expects('13:25', 'rc-atocha', {
    at: '18:33:22',
    level: 0,
    note: 'Six hours of UPS and diesel from the start. Trains are held in stations before that.',
  }),
  deniesThat('13:30', 'fo-mercasevilla', {
    at: '16:33:19',
    level: 0,
    note: 'A hired generator has been running since ten past one, with diesel until tomorrow noon.',
  }),
  scenario('13:50', 'coordinator@pc-es', {
    scenarioId: 'sc-gran-via',
    name: 'Diesel for Gran Vía, and Reyes back in three hours',
    note: 'If a generator reaches the exchange within ninety minutes: what of Madrid stays in service, and for how long?',
    steps: [
      { kind: 'refuel', after: 1.5 * HOUR, assetId: 'te-gran-via', needId: 'te-gran-via/power', seconds: 4 * HOUR },
      { kind: 'health', after: 3 * HOUR, assetId: 'ss-reyes', level: UP },
    ],
    hours: 24,
  }),
  expects('14:05', 'mc-lisboa', {
    at: '20:33:24',
    level: 0,
    note: 'Core on diesel until half past eight. The tanker from Aveiras is stuck behind closed signals.',
  }),
  deniesThat('14:40', 'lng-mugardos', {
    at: '18:33:23',
    level: 0,
    note: 'Boil-off gas drives our own engine now: the terminal holds until the mains are back, tonight or tomorrow.',
  }),
  refilled('15:10', 'ap-lisboa', 'ap-lisboa/power', 8),
  confirmed('15:37', 'rs-hendaye', 'degraded', {
    level: 30,
    because: 'supply',
    note: 'No trains from Spain; connections towards Bordeaux leave empty.',
  }),
  confirmed('16:25', 'rs-hendaye', 'operational', { note: 'The first train from Madrid is announced.' }),
  confirmed('16:42', 'ba-carregado', 'degraded', {
    level: 30,
    because: 'supply',
    note: 'Card traffic over Madrid is down; cash only.',
  }),
  confirmed('18:46', 'ba-carregado', 'degraded', {
    level: 60,
    because: 'supply',
    note: 'Madrid answers again; still on own supply.',
  }),
];
