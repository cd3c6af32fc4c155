import type { CascadeForm } from './interchange.ts';
import { UP } from './levels.ts';
import { oddity, problem, type Finding, type OddityCode, type ProblemCode } from './problems.ts';

export type Inspected =
  | { readonly ok: true; readonly form: CascadeForm; readonly odd: readonly Finding<OddityCode>[] }
  | { readonly ok: false; readonly problems: readonly Finding<ProblemCode>[] };

/** A hundred years: no delay, buffer or repair is longer. In seconds. */
const LONGEST = 3_200_000_000;
const LATEST = 4_000_000_000;
const MOST_ASSETS = 1_000_000;
const MOST_LINKS = 10_000_000;
const MOST_WEIGHT = 1_000_000_000;
const MOST_SUM = Number.MAX_SAFE_INTEGER;
/** Findings that are listed; a file with the wrong column would give one for each row. */
const MOST_FINDINGS = 100;

type Entry = Readonly<Record<string, unknown>>;
const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The form in a value of whatever kind, or what is wrong with it. Total: it never throws, and looks at nothing twice. */
export function inspect(value: unknown): Inspected {
  if (!isEntry(value) || !Array.isArray(value['assets'])) {
    return { ok: false, problems: [problem('not-a-network', '')] };
  }
  if (value['assets'].length > MOST_ASSETS) return { ok: false, problems: [problem('too-many', 'assets')] };
  const inspection = new Inspection(value, value['assets']);
  inspection.all();
  if (inspection.problems.length > 0) return { ok: false, problems: inspection.problems };
  return { ok: true, form: value as unknown as CascadeForm, odd: inspection.odd };
}

/** Visits holes too, which `forEach` passes over: in a value that is no JSON a list may have some. */
const each = (list: readonly unknown[], visit: (value: unknown, at: number) => void): void => {
  for (let at = 0; at < list.length; at++) visit(list[at], at);
};

class Inspection {
  readonly problems: Finding<ProblemCode>[] = [];
  readonly odd: Finding<OddityCode>[] = [];
  readonly #value: Entry;
  readonly #assets: readonly unknown[];
  readonly #names = new Map<string, number>();
  readonly #layers = new Map<string, ReadonlySet<number>>();
  #links = 0;

  constructor(value: Entry, assets: readonly unknown[]) {
    this.#value = value;
    this.#assets = assets;
  }

  all(): void {
    each(this.#assets, (asset, index) => this.#named(asset, `assets[${index}]`, index));
    this.#eachOf('layers', (layer, where, name) => this.#layer(layer, where, name));
    each(this.#assets, (asset, index) => {
      if (isEntry(asset)) this.#asset(asset, `assets[${index}]`, index);
    });
    this.#eachOf('groups', (members, where) => {
      if (!Array.isArray(members)) this.#wrong('wrong-type', where);
      else each(members, (member, at) => this.#known(member, `${where}[${at}]`));
    });
    this.#eachIn('jobs', (job, where) => this.#job(job, where));
    this.#eachIn('events', (event, where) => this.#event(event, where));
    this.#eachIn('refuel', (event, where) => this.#refuel(event, where));
    this.#eachOf('pop', (served, where, name) => {
      this.#known(name, where);
      if (!Array.isArray(served) || typeof served[0] !== 'string') this.#wrong('wrong-type', where);
      else this.#whole(served[1], `${where}[1]`, 0, MOST_WEIGHT);
    });
    if (this.#value['until'] !== undefined) this.#whole(this.#value['until'], 'until', 0, LATEST);
  }

  #wrong(code: ProblemCode, where: string): void {
    if (this.problems.length < MOST_FINDINGS) this.problems.push(problem(code, where));
  }
  #strange(code: OddityCode, where: string): void {
    if (this.odd.length < MOST_FINDINGS) this.odd.push(oddity(code, where));
  }

  #eachIn(member: string, visit: (value: unknown, where: string) => void): void {
    const list = this.#value[member];
    if (list === undefined) return;
    if (!Array.isArray(list)) return this.#wrong('wrong-type', member);
    each(list, (value, index) => visit(value, `${member}[${index}]`));
  }
  #eachOf(member: string, each: (value: unknown, where: string, name: string) => void): void {
    const map = this.#value[member];
    if (map === undefined) return;
    if (!isEntry(map)) return this.#wrong('wrong-type', member);
    for (const [name, value] of Object.entries(map)) each(value, `${member}.${name}`, name);
  }

  #named(asset: unknown, where: string, index: number): void {
    if (!isEntry(asset)) return this.#wrong('wrong-type', where);
    const name = asset['name'];
    if (typeof name !== 'string' || name === '') return this.#wrong('name-missing', where);
    if (this.#names.has(name)) return this.#wrong('name-twice', `${where}: ${name}`);
    this.#names.set(name, index);
  }

  #asset(asset: Entry, where: string, index: number): void {
    for (const member of ['nat', 'sec']) {
      if (asset[member] !== undefined && typeof asset[member] !== 'string')
        this.#wrong('wrong-type', `${where}.${member}`);
    }
    this.#maybe(asset['h'], `${where}.h`, 0, UP);
    this.#band(asset['rho'], `${where}.rho`, 1, LONGEST);
    this.#maybe(asset['phi'], `${where}.phi`, 0, UP);
    this.#needs(asset['needs'], `${where}.needs`, index);
  }

  #needs(needs: unknown, where: string, owner: number): void {
    if (needs === undefined) return;
    if (!Array.isArray(needs)) return this.#wrong('wrong-type', where);
    each(needs, (need, at) => {
      if (isEntry(need)) this.#need(need, `${where}[${at}]`, owner);
      else this.#wrong('wrong-type', `${where}[${at}]`);
    });
  }

  #need(need: Entry, where: string, owner: number): void {
    const { rule } = need;
    if (rule !== 'cap' && rule !== 'kofn' && rule !== 'island') return this.#wrong('unknown-rule', where);
    this.#band(need['B'], `${where}.B`, 0, LONGEST);
    this.#maybe(need['rech'], `${where}.rech`, 0, MOST_WEIGHT);
    this.#maybe(need['alpha'], `${where}.alpha`, 0, UP);
    this.#maybe(need['beta'], `${where}.beta`, 0, UP);
    if (rule === 'island') {
      const members = this.#layers.get(String(need['layer']));
      if (!members) this.#wrong('unknown-layer', `${where}.layer`);
      else if (!members.has(owner)) this.#strange('not-in-layer', where);
      return;
    }
    const sup = need['sup'] ?? [];
    if (!Array.isArray(sup)) return this.#wrong('wrong-type', `${where}.sup`);
    this.#links += sup.length;
    if (this.#links > MOST_LINKS) return this.#wrong('too-many', where);
    let weights = 0;
    each(sup, (one: unknown, at) => {
      weights += this.#supplier(one, `${where}.sup[${at}]`, owner);
    });
    const number = rule === 'cap' ? need['D'] : need['k'];
    if (number === undefined) return this.#wrong('number-missing', where);
    if (rule === 'kofn') {
      if (this.#whole(number, `${where}.k`, 0, MOST_WEIGHT) && (number as number) > sup.length) {
        this.#strange('never-met', where);
      }
      return;
    }
    const base = need['d0'] ?? 0;
    if (!this.#whole(number, `${where}.D`, 1, MOST_SUM) || !this.#whole(base, `${where}.d0`, -MOST_SUM, MOST_SUM))
      return;
    if (weights * UP + Math.abs(base as number) > MOST_SUM) return this.#wrong('sum-too-large', where);
    if (weights * UP - (base as number) < (number as number) * UP) this.#strange('never-met', where);
  }

  /** @returns its weight, for the sum. */
  #supplier(one: unknown, where: string, owner: number): number {
    if (!isEntry(one)) {
      this.#wrong('wrong-type', where);
      return 0;
    }
    const { j, w } = one;
    if (typeof j !== 'number' || !Number.isInteger(j) || j < 0 || j >= this.#assets.length) {
      this.#wrong('dangling-supplier', `${where}.j`);
    } else if (j === owner) this.#strange('need-on-itself', where);
    this.#band(one['lat'], `${where}.lat`, 0, LONGEST);
    this.#maybe(one['theta'], `${where}.theta`, 1, UP);
    if (w === undefined) return 1;
    return this.#whole(w, `${where}.w`, 0, MOST_WEIGHT) ? (w as number) : 0;
  }

  #job(job: unknown, where: string): void {
    if (!isEntry(job)) return this.#wrong('wrong-type', where);
    if (job['name'] !== undefined && typeof job['name'] !== 'string') this.#wrong('wrong-type', `${where}.name`);
    this.#known(job['asset'], `${where}.asset`);
    if (job['work'] === undefined) this.#wrong('number-missing', `${where}.work`);
    this.#band(job['work'], `${where}.work`, 1, LONGEST);
    this.#maybe(job['start'], `${where}.start`, 0, LATEST);
    this.#maybe(job['to'], `${where}.to`, 0, UP);
    this.#band(job['rho'], `${where}.rho`, 1, LONGEST);
    this.#needs(job['needs'], `${where}.needs`, -1);
  }

  #layer(layer: unknown, where: string, name: string): void {
    const members = new Set<number>();
    this.#layers.set(name, members);
    if (!isEntry(layer) || !Array.isArray(layer['links'])) return this.#wrong('wrong-type', where);
    const member = (asset: unknown, place: string) => {
      const index = this.#known(asset, place);
      if (index !== undefined) members.add(index);
    };
    each(layer['links'], (link: unknown, at) => {
      if (!Array.isArray(link) || link.length !== 2) return this.#wrong('wrong-type', `${where}.links[${at}]`);
      each(link, (end, side) => member(end, `${where}.links[${at}][${side}]`));
    });
    for (const amounts of ['capacity', 'demand']) {
      const given = layer[amounts];
      if (given === undefined) continue;
      if (!isEntry(given)) {
        this.#wrong('wrong-type', `${where}.${amounts}`);
        continue;
      }
      let sum = 0;
      for (const [asset, amount] of Object.entries(given)) {
        member(asset, `${where}.${amounts}.${asset}`);
        if (this.#whole(amount, `${where}.${amounts}.${asset}`, 0, MOST_WEIGHT)) sum += amount as number;
      }
      if (sum * UP > MOST_SUM) this.#wrong('sum-too-large', `${where}.${amounts}`);
    }
  }

  #event(event: unknown, where: string): void {
    if (!Array.isArray(event) || event.length !== 3) return this.#wrong('wrong-type', where);
    this.#when(event[0], `${where}[0]`);
    const groups = this.#value['groups'];
    const group = typeof event[1] === 'string' && isEntry(groups) && Object.hasOwn(groups, event[1]);
    if (!group) this.#known(event[1], `${where}[1]`);
    this.#whole(event[2], `${where}[2]`, 0, UP);
  }

  #refuel(event: unknown, where: string): void {
    if (!Array.isArray(event) || event.length !== 4) return this.#wrong('wrong-type', where);
    this.#when(event[0], `${where}[0]`);
    const index = this.#known(event[1], `${where}[1]`);
    const asset = index === undefined ? undefined : this.#assets[index];
    const needs = isEntry(asset) && Array.isArray(asset['needs']) ? asset['needs'].length : 0;
    if (index !== undefined && !(Number.isInteger(event[2]) && event[2] >= 0 && event[2] < needs)) {
      this.#wrong('unknown-need', `${where}[2]`);
    }
    this.#whole(event[3], `${where}[3]`, 0, LONGEST);
  }

  #when(t: unknown, where: string): void {
    const until = this.#value['until'];
    if (this.#band(t ?? null, where, 0, LATEST) && typeof until === 'number' && typeof t === 'number' && t > until) {
      this.#strange('beyond-the-end', where);
    }
  }

  /** The index of an asset given by name or index. */
  #known(asset: unknown, where: string): number | undefined {
    const index = typeof asset === 'string' ? this.#names.get(asset) : asset;
    if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < this.#assets.length) return index;
    this.#wrong('unknown-asset', `${where}: ${String(asset).slice(0, 80)}`);
    return undefined;
  }

  #maybe(value: unknown, where: string, least: number, most: number): void {
    if (value !== undefined) this.#whole(value, where, least, most);
  }

  #band(value: unknown, where: string, least: number, most: number): boolean {
    if (value === undefined) return true;
    if (!Array.isArray(value)) return this.#whole(value, where, least, most);
    if (value.length !== 3) {
      this.#wrong('band-order', where);
      return false;
    }
    if (!value.every((one, at) => this.#whole(one, `${where}[${at}]`, least, most))) return false;
    if (value[0] <= value[1] && value[1] <= value[2]) return true;
    this.#wrong('band-order', where);
    return false;
  }

  #whole(value: unknown, where: string, least: number, most: number): boolean {
    if (!Number.isSafeInteger(value)) this.#wrong('not-a-whole-number', where);
    else if ((value as number) < least || (value as number) > most) this.#wrong('out-of-range', where);
    else return true;
    return false;
  }
}
