import type { CascadeForm, NeedForm, SupplierForm } from '../../../shared/cascade/interchange.ts';
import { csvRecords } from '../../import/csv.ts';
import { CannotRun } from '../commander.ts';

/** What an asset needs of all that feed it: one of them, every one, or its share of their weights. */
export type LinkRule = 'any' | 'all' | 'share';
export const LINK_RULES: readonly LinkRule[] = ['any', 'all', 'share'];

interface Link {
  readonly from: string;
  readonly to: string;
  readonly more: Readonly<Record<string, unknown>>;
}
interface Node {
  readonly name: string;
  readonly more: Readonly<Record<string, unknown>>;
}
type Source = { readonly csv: string } | { readonly geojson: unknown };

/**
 * A network out of a table of links (columns from, to; also delay, weight, threshold, buffer of the fed asset, and
 * from_country, to_country), or out of GeoJSON: points are assets, features with `from` and `to` are links.
 * Numbers are handed on as they are: `inspect` says what is wrong with them.
 */
export async function tableForm(source: Source, rule: LinkRule, bothWays: boolean): Promise<CascadeForm> {
  const { nodes, links } = 'csv' in source ? await fromCsv(source.csv) : fromGeojson(source.geojson);
  const known = new Map<
    string,
    { readonly more: Record<string, unknown>; readonly sup: SupplierForm[]; buffer: unknown }
  >();
  const asset = (name: string) => {
    const there = known.get(name);
    if (there) return there;
    const made = { more: {}, sup: [], buffer: undefined };
    known.set(name, made);
    return made;
  };
  for (const { name, more } of nodes) Object.assign(asset(name).more, more);
  for (const { from, to, more } of links) {
    country(asset(from).more, more['from_country']);
    country(asset(to).more, more['to_country']);
  }
  const index = new Map([...known.keys()].map((name, at) => [name, at]));
  const feed = (from: string, to: string, more: Link['more']) => {
    const fed = known.get(to)!;
    fed.buffer ??= more['buffer'];
    const { delay, weight, threshold } = more;
    fed.sup.push({
      j: index.get(from)!,
      ...(delay !== undefined && { lat: delay as number }),
      ...(weight !== undefined && { w: weight as number }),
      ...(threshold !== undefined && { theta: threshold as number }),
    });
  };
  for (const { from, to, more } of links) {
    feed(from, to, more);
    if (bothWays) feed(to, from, more);
  }
  return {
    assets: [...known.entries()].map(([name, { more, sup, buffer }]) => ({
      name,
      ...(typeof more['country'] === 'string' && { nat: more['country'] }),
      ...(typeof more['sector'] === 'string' && { sec: more['sector'] }),
      ...(sup.length > 0 && { needs: [needOf(sup, rule, buffer ?? more['buffer'])] }),
    })),
  };
}

const country = (more: Record<string, unknown>, value: unknown): void => {
  if (typeof value === 'string' && value !== '') more['country'] ??= value;
};

function needOf(sup: readonly SupplierForm[], rule: LinkRule, buffer: unknown): NeedForm {
  const common = { sup, ...(buffer !== undefined && { B: buffer as number }) };
  if (rule === 'any') return { ...common, rule: 'kofn', k: 1 };
  if (rule === 'all') return { ...common, rule: 'kofn', k: sup.length };
  return { ...common, rule: 'cap', D: sup.reduce((sum, { w = 1 }) => sum + w, 0) };
}

async function fromCsv(text: string): Promise<{ nodes: Node[]; links: Link[] }> {
  let header: string[] | undefined;
  const links: Link[] = [];
  async function* once() {
    yield text;
  }
  for await (const record of csvRecords(once())) {
    if (!record.ok) throw new CannotRun(`Line ${record.line}: ${record.reason}`);
    if (header === undefined) {
      header = record.cells.map((cell) => cell.trim().toLowerCase());
      if (header.includes('from') && header.includes('to')) continue;
      // Two bare columns are pairs of names.
      if (header.length !== 2)
        throw new CannotRun('The table of links needs the columns "from" and "to" in its first line.');
      header = ['from', 'to'];
    }
    const row = Object.fromEntries(header.map((name, at) => [name, cellOf(name, record.cells[at]?.trim() ?? '')]));
    if (!row['from'] || !row['to']) throw new CannotRun(`Line ${record.line}: a link needs both "from" and "to".`);
    links.push({ from: String(row['from']), to: String(row['to']), more: row });
  }
  return { nodes: [], links };
}

const NUMBERS = ['delay', 'weight', 'threshold', 'buffer'];
function cellOf(name: string, cell: string): unknown {
  if (cell === '') return undefined;
  return NUMBERS.includes(name) ? Number(cell) : cell;
}

function fromGeojson(value: unknown): { nodes: Node[]; links: Link[] } {
  const { features } = value as { features: unknown };
  if (!Array.isArray(features)) throw new CannotRun('The GeoJSON has no list "features".');
  const nodes: Node[] = [];
  const links: Link[] = [];
  features.forEach((feature: unknown, at) => {
    const { id, properties } = (feature ?? {}) as { id?: unknown; properties?: Record<string, unknown> | null };
    const more = properties ?? {};
    const { from, to } = more;
    if (from !== undefined && to !== undefined) return links.push({ from: String(from), to: String(to), more });
    const name = id ?? more['id'] ?? more['name'];
    if (name === undefined)
      throw new CannotRun(`Feature ${at + 1} is neither a link (from, to) nor an asset (id or name).`);
    return nodes.push({ name: String(name), more });
  });
  return { nodes, links };
}
