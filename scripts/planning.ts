// node scripts/planning.ts [--write]: the numbers of docs/planning-past-one-database.md and of the rules of thumb in
// docs/operating.md, from the measured figures in docs/planning.figures.json. test/deploy/planning.test.ts holds both to it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, say } from './parts/words.mjs';

interface Measured {
  readonly value: number;
  readonly unit: string;
  readonly from: string;
}
type Name =
  | 'appendsOfOneOperation'
  | 'appendsOfEightOperations'
  | 'appendP99'
  | 'cpuPerDelivery'
  | 'differenceOfAnEvent'
  | 'bytesOfAnEvent';
export type Figures = Readonly<Record<Name, Measured>> & {
  readonly when: string;
  readonly machine: string;
  readonly load: number;
};

/** No core is planned fuller than this: the rest is for catch-ups, snapshots and the other node's screens. */
const FULL = 0.6;
/** Frames a second and screen, at most: changes of 20 ms travel together. */
const MOST_FRAMES = 50;
const DAY = 86_400;

interface Scenario {
  readonly name: string;
  readonly operations: number;
  readonly screens: number;
  /** Of all operations together, a second: the sustained peak, and the mean of a day. */
  readonly peak: number;
  readonly mean: number;
  /** The part of the peak that falls on the busiest operation. */
  readonly busiest: number;
}
export const SCENARIOS: readonly Scenario[] = [
  { name: 'a region', operations: 5, screens: 500, peak: 50, mean: 1, busiest: 0.6 },
  { name: 'a country', operations: 30, screens: 5_000, peak: 500, mean: 10, busiest: 0.4 },
  { name: 'Europe', operations: 300, screens: 100_000, peak: 5_000, mean: 200, busiest: 0.1 },
  { name: 'one crisis seen by all', operations: 300, screens: 100_000, peak: 5_000, mean: 200, busiest: 0.9 },
];
/** What a PostgreSQL of middle size is set to. */
const POSTGRES_CONNECTIONS = 500;
/** The pool's ten and the doorbell's own: server/log/postgres.ts. */
const CONNECTIONS = 11;
/** Differences were measured for so many audiences; a node that is sent only some of them computes only those. */
const AUDIENCES = 50;
const AUDIENCES_OF_A_NODE = 10;
/** The part of a core that differences may take on a node before its operations are split among groups of nodes. */
const DIFFERENCES = 0.2;

export interface Planned {
  readonly scenario: Scenario;
  /** Parts of what one database, and one operation in it, take. */
  readonly ofDatabase: number;
  readonly ofOperation: number;
  readonly databases: number;
  /** Cores that send, and the part of a core that computes differences on a node that holds every operation. */
  readonly sendingCores: number;
  readonly differenceCores: number;
  readonly nodes: number;
  /** The same where a node holds only the operations of its group, or is sent only some audiences. */
  readonly groups: number;
  readonly nodesInGroups: number;
  readonly nodesByAudience: number;
  readonly gigabytesADay: number;
}

export function planOf(figures: Figures, scenario: Scenario): Planned {
  const { peak, screens, busiest, mean } = scenario;
  const ofDatabase = peak / figures.appendsOfEightOperations.value;
  const ofOperation = (peak * busiest) / figures.appendsOfOneOperation.value;
  // A screen has one operation open; the busiest one has its part of the screens.
  const frames = (rate: number) => Math.min(rate, MOST_FRAMES);
  const rest = scenario.operations - 1;
  const perScreen = busiest * frames(peak * busiest) + (1 - busiest) * frames((peak * (1 - busiest)) / rest);
  const sendingCores = (screens * perScreen * figures.cpuPerDelivery.value) / 1e6;
  const differenceCores = (peak * figures.differenceOfAnEvent.value) / 1000;
  // Every node pays for the differences before it sends the first frame; Infinity: no number of such nodes is enough.
  const nodesFor = (sending: number, differences: number) =>
    differences < FULL ? Math.max(1, Math.ceil(sending / (FULL - differences))) : Infinity;
  const groups = Math.max(1, Math.ceil(differenceCores / DIFFERENCES));
  // The busiest operation cannot be split: its group has at least that.
  const heaviest = Math.max(differenceCores / groups, differenceCores * busiest);
  return {
    scenario,
    ofDatabase,
    ofOperation,
    databases: Math.max(1, Math.ceil(ofDatabase / FULL)),
    sendingCores,
    differenceCores,
    nodes: nodesFor(sendingCores, differenceCores),
    groups,
    nodesInGroups: heaviest < FULL ? groups * nodesFor(sendingCores / groups, heaviest) : Infinity,
    nodesByAudience: nodesFor(sendingCores, (differenceCores * AUDIENCES_OF_A_NODE) / AUDIENCES),
    gigabytesADay: (mean * DAY * figures.bytesOfAnEvent.value) / 1e9,
  };
}

/** A generator of its own, so that a number in the document is the same on every machine. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Placement {
  readonly shards: number;
  /** The busiest shard's load over the mean: mean and 95th percentile of the trials. */
  readonly hashed: { readonly mean: number; readonly p95: number };
  readonly placed: { readonly mean: number; readonly p95: number };
}

const TRIALS = 400;

/**
 * Operations with loads like 1/rank (few are busy, many are quiet) on shards: by a hash of their id, and by a table that puts each new one
 * on the shard that has least. They come in random order: nobody knows beforehand which will be busy, only what is busy now.
 */
export function placements(operations: number, shards: number, seed = 7): Placement {
  const random = dice(seed * 1000 + shards);
  const hashed: number[] = [];
  const placed: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const loads = Array.from({ length: operations }, (_, rank) => 1 / (rank + 1));
    for (let i = loads.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [loads[i], loads[j]] = [loads[j]!, loads[i]!];
    }
    const mean = loads.reduce((sum, load) => sum + load, 0) / shards;
    const byHash = new Array<number>(shards).fill(0);
    const byTable = new Array<number>(shards).fill(0);
    for (const load of loads) {
      const hash = Math.floor(random() * shards);
      byHash[hash] = byHash[hash]! + load;
      const least = byTable.indexOf(Math.min(...byTable));
      byTable[least] = byTable[least]! + load;
    }
    hashed.push(Math.max(...byHash) / mean);
    placed.push(Math.max(...byTable) / mean);
  }
  const told = (values: number[]) => {
    values.sort((a, b) => a - b);
    return { mean: values.reduce((a, b) => a + b, 0) / TRIALS, p95: values[Math.floor(TRIALS * 0.95)]! };
  };
  return { shards, hashed: told(hashed), placed: told(placed) };
}

const short = (value: number): string =>
  Number.isFinite(value)
    ? value >= 100
      ? Math.round(value).toLocaleString('en')
      : String(Number(value.toPrecision(2)))
    : 'no number';
const percent = (part: number): string => `${short(part * 100)} %`;
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Every block of numbers, by the name that its marks in the documents have. */
export function blocks(figures: Figures): Readonly<Record<string, string>> {
  const plans = SCENARIOS.map((scenario) => planOf(figures, scenario));
  const measured = Object.entries(figures).filter((entry): entry is [string, Measured] => typeof entry[1] === 'object');
  const core = 1e6 / figures.cpuPerDelivery.value;
  const sending = Math.floor((FULL * core) / MOST_FRAMES / 100) * 100;
  return {
    measured: [
      `On ${figures.machine}, ${figures.when}, while the machine was busy with other work (load ${figures.load}):`,
      '',
      table(
        ['what', 'measured', 'from'],
        measured.map(([name, { value, unit, from }]) => [words(name), `${value.toLocaleString('en')} ${unit}`, from]),
      ),
    ].join('\n'),
    scenarios: table(
      ['', ...plans.map(({ scenario }) => scenario.name)],
      [
        ['operations', ...plans.map(({ scenario }) => short(scenario.operations))],
        ['screens', ...plans.map(({ scenario }) => scenario.screens.toLocaleString('en'))],
        ['events a second at the peak', ...plans.map(({ scenario }) => scenario.peak.toLocaleString('en'))],
        ['of them in the busiest operation', ...plans.map(({ scenario }) => percent(scenario.busiest))],
        ['one database is used', ...plans.map(({ ofDatabase }) => percent(ofDatabase))],
        ['the head row of the busiest operation is used', ...plans.map(({ ofOperation }) => percent(ofOperation))],
        ['journal grows, a day', ...plans.map(({ gigabytesADay }) => `${short(gigabytesADay)} GB`)],
        ['cores that send', ...plans.map(({ sendingCores }) => short(sendingCores))],
        [
          'of a core for differences, on every node that holds all',
          ...plans.map((one) => percent(one.differenceCores)),
        ],
        ['nodes, when each holds all', ...plans.map(({ nodes }) => short(nodes))],
        ['groups of operations', ...plans.map(({ groups }) => short(groups))],
        ['nodes, when each holds one group', ...plans.map(({ nodesInGroups }) => short(nodesInGroups))],
        [
          `nodes, when each is sent ${AUDIENCES_OF_A_NODE} audiences`,
          ...plans.map(({ nodesByAudience }) => short(nodesByAudience)),
        ],
        ['databases by writing alone', ...plans.map(({ databases }) => short(databases))],
      ],
    ),
    placement: table(
      ['shards', 'by hash: mean', 'by hash: 95th', 'by table: mean', 'by table: 95th'],
      [2, 4, 8].map((shards) => {
        const { hashed, placed } = placements(300, shards);
        return [String(shards), ...[hashed.mean, hashed.p95, placed.mean, placed.p95].map((one) => one.toFixed(2))];
      }),
    ),
    limits: [
      `- One operation: ${figures.appendsOfOneOperation.value.toLocaleString('en')} commands/s at 64 an append, because its appends follow one another on one head row.`,
      `- One database: at least ${figures.appendsOfEightOperations.value.toLocaleString('en')} commands/s of eight operations side by side.`,
      `- One node: at most ${short((FULL * 1000) / figures.differenceOfAnEvent.value)} events/s of all the operations it holds, at ${percent(FULL)} of a core, with 50 audiences and not one screen.`,
      `- One database with ${POSTGRES_CONNECTIONS} connections carries ${Math.floor(POSTGRES_CONNECTIONS / CONNECTIONS)} nodes: each has ${CONNECTIONS}, and each reads every event once.`,
    ].join('\n'),
    capacity: table(
      ['what', 'one core carries, at most'],
      [
        ['screens that see every change at once (100 changes/s)', `${short((FULL * core) / 100)}`],
        ['screens at any rate of changes, in ticks of 20 ms', `${short(sending)}`],
        ['events a second shown to 50 audiences', short((FULL * 1000) / figures.differenceOfAnEvent.value)],
        ['disk for a million events', `${short((figures.bytesOfAnEvent.value * 1e6) / 1e9)} GB`],
        ['connections that PostgreSQL must allow for each node', String(CONNECTIONS)],
      ],
    ),
  };
}
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export const DOCUMENTS = ['docs/planning-past-one-database.md', 'docs/operating.md'];

/** A document with every block between its marks; blocks that it has no marks for are none of its business. */
export function filled(document: string, made: Readonly<Record<string, string>>): string {
  return document.replace(
    /(<!-- (\w+):begin [^>]*-->)[^]*?(<!-- \2:end -->)/g,
    (whole, begin: string, name: string, end: string) =>
      made[name] === undefined ? whole : `${begin}\n\n${made[name]}\n\n${end}`,
  );
}

export const readFigures = (): Figures =>
  JSON.parse(readFileSync(join(projectRoot, 'docs/planning.figures.json'), 'utf8')) as Figures;

if (process.argv[1] === import.meta.filename) {
  const made = blocks(readFigures());
  if (process.argv.includes('--write')) {
    for (const name of DOCUMENTS) {
      const path = join(projectRoot, name);
      writeFileSync(path, filled(readFileSync(path, 'utf8'), made));
    }
  }
  for (const [name, block] of Object.entries(made)) say(`${name}\n${block}\n`);
}
