import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { bandsOf, sourceOf, type Band } from '../../../shared/cascade/bands.ts';
import { restartDeadlocks, type Deadlock } from '../../../shared/cascade/deadlock.ts';
import { decisionDeadlines, type Deadline } from '../../../shared/cascade/deadlines.ts';
import { explain } from '../../../shared/cascade/explain.ts';
import { inspect } from '../../../shared/cascade/inspect.ts';
import type { CascadeForm } from '../../../shared/cascade/interchange.ts';
import { UP } from '../../../shared/cascade/levels.ts';
import { buildNetwork } from '../../../shared/cascade/network.ts';
import { outsideOf, post } from '../../../shared/cascade/run.ts';
import { personHoursByAsset, serviceLosses, type Served, type ServiceLoss } from '../../../shared/cascade/services.ts';
import { Simulation } from '../../../shared/cascade/simulation.ts';
import { Timeline } from '../../../shared/cascade/timeline.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { CannotRun } from '../commander.ts';
import { table, type Output } from '../output.ts';
import { tableForm, type LinkRule } from './cascadeTable.ts';

export interface CascadeWanted {
  readonly file: string;
  readonly fail: readonly string[];
  /** Seconds, as it was typed. */
  readonly until: string | undefined;
  readonly rule: LinkRule;
  readonly bothWays: boolean;
}

/** How far a run goes when nobody says: 72 h, in seconds. */
const UNTIL = 72 * 3600;
const DEADLINES = 20;
/** More lines than a person reads; --json has all. */
const SHOWN = 200;
const NAMED = 12;

/** Runs a network of a file and prints what happens in it. False when the network is refused, with each reason in words. */
export async function runCascade(wanted: CascadeWanted, output: Output): Promise<boolean> {
  const read = inspect(withFails(await valueOf(wanted), wanted));
  if (!read.ok) {
    for (const { code, where, message } of read.problems)
      output.say(`${code}: ${where === '' ? '' : `${where}: `}${message}`);
    if (output.json) output.result({ problems: read.problems }, []);
    return false;
  }
  const { form } = read;
  const until = form.until ?? UNTIL;
  const network = buildNetwork(form);
  const simulation = new Simulation(network);
  const nominal = [...simulation.state.output.slice(0, network.assets)];
  post(simulation, outsideOf(form, network)).mark();
  const timeline = new Timeline(simulation.run(until));
  const odd = [...read.odd, ...timeline.odd];
  for (const { code, where, message } of odd) output.say(`${code}: ${where}: ${message}`);
  const { log } = timeline;
  const places = Array.from({ length: log.length }, (_none, k) => k).filter((k) => log.asset[k]! < network.assets);
  const served: Served[] = Object.entries(form.pop ?? {}).map(([name, [service, persons]]) => ({
    asset: network.names.indexOf(name),
    service,
    persons,
  }));
  const personHours = served.length > 0 && personHoursByAsset(timeline, served);
  if (output.json) {
    const transitions = places.map((k) => [log.time[k]!, network.names[log.asset[k]!]!, log.from[k]!, log.to[k]!]);
    const findings = odd.length > 0 && { findings: odd };
    output.result({ nominal, transitions, ...(personHours && { personHours }), ...findings }, []);
    return true;
  }
  const locked = restartDeadlocks(simulation);
  const bands = hasBands(form) ? bandsOf(sourceOf(form, until), timeline, seeded()) : undefined;
  output.result({}, [
    ...changes(timeline, places, bands),
    ...services(serviceLosses(timeline, served)),
    ...deadlocks(timeline, locked),
    ...deadlines(timeline, decisionDeadlines(simulation, timeline, served, -1, DEADLINES)),
  ]);
  return true;
}

async function valueOf({ file, rule, bothWays }: CascadeWanted): Promise<unknown> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new CannotRun(`There is no file ${file}.`);
  if (!stats.isFile()) throw new CannotRun(`${file} is no file.`);
  if (stats.size > LIMITS.importBytes) {
    throw new CannotRun(`${file} has ${stats.size} bytes; a network has at most ${LIMITS.importBytes}.`);
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CannotRun(`${file} cannot be read: ${wordsOf(error)}`, { cause: error });
  }
  if (['.csv', '.tsv', '.txt'].includes(extname(file).toLowerCase())) return tableForm({ csv: text }, rule, bothWays);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${file} is not valid JSON: ${wordsOf(error)}`, { cause: error });
  }
  const isFeatures = typeof value === 'object' && value !== null && 'features' in value && !('assets' in value);
  return isFeatures ? tableForm({ geojson: value }, rule, bothWays) : value;
}

/** The events of the command line behind those of the file. What is no network stays as it is: `inspect` says why. */
function withFails(value: unknown, { fail, until }: CascadeWanted): unknown {
  const end = until === undefined ? undefined : secondsFrom(until, '--until');
  if (typeof value !== 'object' || value === null) return value;
  const { assets, groups, events = [] } = value as Partial<CascadeForm>;
  if (!Array.isArray(assets) || !Array.isArray(events)) return value;
  const names = new Set(assets.map((asset: unknown) => (asset as { name?: unknown } | null)?.name));
  const more = fail.map((text) => {
    const at = text.lastIndexOf('@');
    if (at < 1) throw new CannotRun(`Say what fails and when, in seconds: --fail ${text}@0`);
    const id = text.slice(0, at);
    const t = secondsFrom(text.slice(at + 1), `--fail ${text}`);
    const known = names.has(id) || (groups !== undefined && Object.hasOwn(groups, id));
    if (known) return [t, id, 0];
    if (/^\d+$/.test(id) && Number(id) < assets.length) return [t, Number(id), 0];
    throw new CannotRun(`--fail ${text}: there is no asset or group "${id}" in the network.`);
  });
  return { ...value, events: [...events, ...more], ...(end !== undefined && { until: end }) };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

function secondsFrom(text: string, where: string): number {
  const [, digits, unit = ''] = /^(\d{1,10})\s*(s|m|min|h|d)?$/.exec(text.trim()) ?? [];
  if (digits === undefined) throw new CannotRun(`${where}: "${text}" is no time. Say seconds, or 90m, 4h, 2d.`);
  return Number(digits) * UNITS[unit]!;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether anything was given as a band: any list of three numbers where one number would do. */
const hasBands = (form: CascadeForm): boolean => {
  const isBand = (value: unknown) => Array.isArray(value);
  const needs = [...form.assets, ...(form.jobs ?? [])].flatMap((one) => one.needs ?? []);
  return (
    form.assets.some(({ rho }) => isBand(rho)) ||
    (form.jobs ?? []).some(({ work, rho }) => isBand(work) || isBand(rho)) ||
    needs.some(({ B, sup }) => isBand(B) || (sup ?? []).some(({ lat }) => isBand(lat))) ||
    (form.events ?? []).some(([t]) => isBand(t)) ||
    (form.refuel ?? []).some(([t]) => isBand(t))
  );
};

const clock = (t: number): string => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `T+${Math.floor(t / 3600)}:${two(Math.floor(t / 60) % 60)}:${two(t % 60)}`;
};
const percent = (level: number): string => `${Number(((level / UP) * 100).toFixed(4))} %`;

function changes(timeline: Timeline, places: readonly number[], bands: readonly Band[] | undefined): string[] {
  const { log, network } = timeline;
  if (places.length === 0) return ['Nothing changes.'];
  const name = (asset: number) => network.names[asset]!;
  const nation = (asset: number) => (network.nations[asset] === '' ? '' : ` (${network.nations[asset]})`);
  const rows = places.slice(0, SHOWN).map((k) => {
    const why = explain(timeline, k);
    const band = bands?.[k];
    const latest = band?.high === undefined ? 'perhaps never' : clock(band.high);
    const shown = band && `${band.low === undefined ? '?' : clock(band.low)} to ${latest}, ${band.kind}`;
    const cause = [
      ...(why.because === 'own' ? ['its own health'] : []),
      ...(why.supplier === undefined ? [] : [`${name(why.supplier)}${why.buffer ? ', buffer empty' : ''}`]),
      ...(why.because === 'need' && why.root !== why.supplier ? [`from ${name(why.root)}`] : []),
      ...(why.borders.length === 0 ? [] : [`across ${why.borders.map(({ from, to }) => `${from}>${to}`).join(', ')}`]),
    ];
    return [
      clock(log.time[k]!),
      ...(bands ? [shown ?? ''] : []),
      `${name(log.asset[k]!)}${nation(log.asset[k]!)}`,
      `${percent(log.from[k]!)} -> ${percent(log.to[k]!)}`,
      cause.join('; '),
    ];
  });
  return [...table(rows), ...(places.length > SHOWN ? [`... and ${places.length - SHOWN} more: --json has all`] : [])];
}

const hours = (value: number): string => String(Math.round(value));

function services(losses: readonly ServiceLoss[]): string[] {
  const rows = losses
    .filter((loss) => loss.personHours > 0)
    .map(({ service, nation, most, personHours }) => [
      nation === '' ? '-' : nation,
      service,
      `at most ${most} persons without`,
      `${hours(personHours)} person-hours`,
    ]);
  return rows.length > 0
    ? ['', 'Persons without a service (populations overlap: do not add them up)', ...table(rows)]
    : [];
}

function deadlines({ network }: Timeline, list: readonly Deadline[]): string[] {
  if (list.length === 0) return [];
  const rows = list.map(({ asset, need, at, repair, savedSum, spares }) => [
    `until ${clock(at)}`,
    `refuel need ${need} of ${network.names[asset]}`,
    repair ? `or ${network.names[repair.asset]} whole by ${clock(repair.by)}` : '',
    `${hours(savedSum)} person-hours`,
    `${spares} assets spared`,
  ]);
  return [
    '',
    'Decision deadlines: the last moment at which refuelling, and going on with it, prevents the failure',
    ...table(rows),
  ];
}

function deadlocks({ network }: Timeline, list: readonly Deadlock[]): string[] {
  const names = (assets: readonly number[]) => {
    const more = assets.length > NAMED ? ` and ${assets.length - NAMED} more` : '';
    return `${assets
      .slice(0, NAMED)
      .map((asset) => network.names[asset])
      .join(', ')}${more}`;
  };
  return list.flatMap(({ members, blackStart, pointOfNoReturn }) => [
    '',
    `Restart deadlock: ${names(members)}`,
    blackStart.length > 0
      ? `  needs black start at any of ${names(blackStart)}`
      : '  needs black start at more than one of them',
    `  point of no return ${clock(pointOfNoReturn)}`,
  ]);
}

/** The bands of a file are the same at every run. (mulberry32, public domain) */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
