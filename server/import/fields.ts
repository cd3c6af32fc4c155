import { wordOf, COLUMN_NAMES, MEMBERS, type Member } from './vocabulary.ts';
import { fromInert } from '../../shared/csv.ts';

/** What a row says, as text and numbers by the product's own names; what nothing asks for is in `rest`. */
export interface Fields {
  readonly said: Readonly<Partial<Record<Member, string>>>;
  readonly rest: readonly (readonly [string, string])[];
}

/** A row of more columns than this is refused: each is looked at under each of our names. */
export const MOST_COLUMNS = 1000;

/** Which column of the file each member is taken from: `--map name=Station`. */
export type ColumnMap = Readonly<Partial<Record<Member, string>>>;

/** Reads `name=Station,lat=Y`. */
export function columnMap(text: string): { map: ColumnMap } | { problem: string } {
  const map: Partial<Record<Member, string>> = {};
  for (const pair of text.split(',').filter((each) => each.trim() !== '')) {
    const equals = pair.indexOf('=');
    const member = pair.slice(0, equals).trim();
    if (equals < 1 || !(MEMBERS as readonly string[]).includes(member)) {
      return { problem: `"${pair.trim()}" maps nothing. Write MEMBER=COLUMN with one of: ${MEMBERS.join(', ')}.` };
    }
    map[member as Member] = pair.slice(equals + 1).trim();
  }
  return { map };
}

/** For each member the position of its column; a column is taken once, and one that was mapped comes first. */
export function columnsOf(header: readonly string[], map: ColumnMap): Map<Member, number> {
  const words = header.map(wordOf);
  const columns = new Map<Member, number>();
  const taken = new Set<number>();
  for (const pass of ['mapped', 'known'] as const) {
    for (const member of MEMBERS) {
      const own = map[member];
      if (columns.has(member) || (pass === 'mapped' && own === undefined)) continue;
      const names: readonly string[] = pass === 'mapped' ? [wordOf(own!)] : COLUMN_NAMES[member];
      const found = names
        .map((name) => words.findIndex((word, at) => word === name && !taken.has(at)))
        .find((at) => at >= 0);
      if (found === undefined) continue;
      columns.set(member, found);
      taken.add(found);
    }
  }
  return columns;
}

/** The columns that were taken, by name. */
export const namesOf = (header: readonly string[], columns: ReadonlyMap<Member, number>): ColumnMap =>
  Object.fromEntries([...columns].map(([member, at]) => [member, header[at]!]));

/** The fields of one CSV row. Apostrophes that made a cell inert are taken off again. */
export function fieldsOfCells(
  header: readonly string[],
  columns: ReadonlyMap<Member, number>,
  cells: readonly string[],
): Fields {
  const said: Partial<Record<Member, string>> = {};
  const used = new Set<number>();
  for (const [member, at] of columns) {
    used.add(at);
    const cell = fromInert(cells[at] ?? '');
    if (cell.trim() !== '') said[member] = cell;
  }
  const rest = cells.flatMap((cell, at) =>
    used.has(at) || cell.trim() === '' ? [] : [[header[at] ?? `column ${at + 1}`, fromInert(cell)] as const],
  );
  return { said, rest };
}

/** The fields of one feature: its properties, its id and a point of its geometry; or why it has none. */
export function fieldsOfFeature(
  feature: unknown,
  map: ColumnMap,
): { fields: Fields; notes: string[]; header: readonly string[]; taken: ColumnMap } | { reason: string } {
  if (typeof feature !== 'object' || feature === null || (feature as { type?: unknown }).type !== 'Feature') {
    return { reason: 'This is no GeoJSON feature.' };
  }
  const { id, properties, geometry } = feature as { id?: unknown; properties?: unknown; geometry?: unknown };
  const given = typeof properties === 'object' && properties !== null ? Object.entries(properties) : [];
  const scalars = given.flatMap(([name, value]) => {
    const word = scalar(value);
    return word === undefined ? [] : [[name, word] as const];
  });
  if (scalars.length > MOST_COLUMNS) {
    return { reason: `It has ${scalars.length} properties; the limit is ${MOST_COLUMNS}.` };
  }
  const header = scalars.map(([name]) => name);
  const columns = columnsOf(header, map);
  const { said, rest } = fieldsOfFeatureCells(scalars, columns);
  const own = scalar(id);
  const point = pointOf(geometry);
  if ('reason' in point) return point;
  const fields = {
    rest,
    said: {
      ...said,
      ...(own !== undefined && map.id === undefined && { id: own }),
      lat: String(point.lat),
      lon: String(point.lon),
    },
  };
  const notes = point.exact ? [] : ['The geometry is no point: the middle of its extent is taken.'];
  return { fields, notes, header, taken: namesOf(header, columns) };
}

function fieldsOfFeatureCells(
  scalars: readonly (readonly [string, string])[],
  columns: ReadonlyMap<Member, number>,
): Fields {
  const said: Partial<Record<Member, string>> = {};
  const used = new Set(columns.values());
  for (const [member, at] of columns) said[member] = scalars[at]![1];
  return { said, rest: scalars.filter((_each, at) => !used.has(at)) };
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

type Point = { readonly lat: number; readonly lon: number; readonly exact: boolean } | { readonly reason: string };

function pointOf(geometry: unknown): Point {
  if (typeof geometry !== 'object' || geometry === null) return { reason: 'It has no place: the geometry is null.' };
  const { type, coordinates } = geometry as { type?: unknown; coordinates?: unknown };
  if (type === 'Point') {
    const [lon, lat] = Array.isArray(coordinates) ? (coordinates as unknown[]) : [];
    if (typeof lon !== 'number' || typeof lat !== 'number')
      return { reason: 'Its coordinates are no pair of numbers.' };
    return { lon, lat, exact: true };
  }
  const extent = extentOf(coordinates);
  if (!extent) return { reason: `A geometry of type ${String(type).slice(0, 40)} has no place that could be taken.` };
  const [west, south, east, north] = extent;
  return { lon: (west + east) / 2, lat: (south + north) / 2, exact: false };
}

function extentOf(coordinates: unknown): [number, number, number, number] | undefined {
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  // A list of what is still to be looked at, not recursion: the file decides how deep it is nested.
  const open: unknown[] = [coordinates];
  while (open.length > 0) {
    const next = open.pop();
    if (!Array.isArray(next)) continue;
    const [lon, lat] = next as unknown[];
    if (typeof lon === 'number' && typeof lat === 'number') {
      extent[0] = Math.min(extent[0], lon);
      extent[1] = Math.min(extent[1], lat);
      extent[2] = Math.max(extent[2], lon);
      extent[3] = Math.max(extent[3], lat);
    } else for (const one of next as unknown[]) open.push(one);
  }
  return Number.isFinite(extent[0] + extent[1] + extent[2] + extent[3]) ? extent : undefined;
}
