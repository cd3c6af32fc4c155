import type { CascadeForm, NeedForm } from '../../shared/cascade/interchange.ts';

const UP = 1_000_000;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const best = (value: number | readonly [number, number, number] | undefined, otherwise: number): number =>
  value === undefined ? otherwise : typeof value === 'number' ? value : value[1];

interface NeedNow {
  readonly form: NeedForm;
  buffer: number;
}
interface Thing {
  readonly form: { readonly rho?: unknown; readonly phi?: number };
  readonly needs: NeedNow[];
  readonly rho: number;
  health: number;
  level: number;
  /** The second since when the target has stood above the level. */
  since: number | undefined;
}
interface Work {
  readonly target: number;
  readonly to: number;
  readonly start: number;
  left: number;
}

export interface Ticks {
  readonly nominal: number[];
  /** Net changes of each second: [t, asset, from, to], by second and then by asset. */
  readonly changes: [number, number, number, number][];
  /** levels[t][asset], of assets and then of jobs. */
  readonly levels: number[][];
  readonly buffers: number[];
}

/**
 * The equations of the cascade model, one second after another, every value computed anew from its definition: no queue,
 * no running sums, nothing skipped. Slow on purpose; the engine is held against it.
 */
export function tickByTick(form: CascadeForm, until: number): Ticks {
  const indexOf = (name: string | number) =>
    typeof name === 'number' ? name : form.assets.findIndex((asset) => asset.name === name);
  const thing = (rho: number, phi: number | undefined, needs: readonly NeedForm[], health: number): Thing => ({
    form: phi === undefined ? {} : { phi },
    needs: needs.map((need) => ({ form: need, buffer: best(need.B, 0) * UP })),
    rho,
    health,
    level: health,
    since: undefined,
  });
  const assets = form.assets.map((one) => thing(best(one.rho, 1), one.phi, one.needs ?? [], one.h ?? UP));
  const works: Work[] = (form.jobs ?? []).map((job) => ({
    target: indexOf(job.asset),
    to: job.to ?? UP,
    start: job.start ?? 0,
    left: best(job.work, 0),
  }));
  // A job is at work when a thing with its needs would run.
  const crews = (form.jobs ?? []).map((job) => thing(best(job.rho, 1), 0, job.needs ?? [], 0));
  const things = [...assets, ...crews];
  const history: number[][] = [];
  const islands = new Map<string, number[]>();

  const seen = (supplier: number, delay: number, t: number): number => {
    if (delay === 0 || t < 0) return things[supplier]!.level;
    return history[Math.max(0, t - delay + 1)]![supplier]!;
  };
  const supply = (owner: number, { form: need }: NeedNow, t: number): number => {
    if (need.rule === 'island') return islands.get(need.layer!)?.[owner] ?? UP;
    const contributions = (need.sup ?? []).map((sup) => {
      const perceived = seen(sup.j, best(sup.lat, 0), t);
      return { weight: sup.w ?? 1, level: perceived >= (sup.theta ?? 1) ? perceived : 0 };
    });
    if (need.rule === 'kofn') return contributions.filter(({ level }) => level > 0).length >= (need.k ?? 1) ? UP : 0;
    let sum = -BigInt(need.d0 ?? 0);
    for (const { weight, level } of contributions) sum += BigInt(weight) * BigInt(level);
    if (sum <= 0n) return 0;
    return clamp(Number(sum / BigInt(need.D ?? 1)), 0, UP);
  };
  const impact = ({ form: need }: NeedNow, effective: number): number => {
    const alpha = need.alpha ?? UP;
    return Math.min(UP, Math.floor((alpha * effective + (UP - alpha) * UP) / UP), effective + (need.beta ?? 0));
  };
  const target = (index: number, t: number): number => {
    const one = things[index]!;
    let least = one.health;
    for (const need of one.needs) {
      const effective = need.buffer > 0 ? UP : supply(index, need, t);
      least = Math.min(least, impact(need, effective));
    }
    return least < (one.form.phi ?? 0) ? 0 : least;
  };
  const settleDown = (t: number): void => {
    for (let fell = true; fell;) {
      fell = false;
      things.forEach((one, index) => {
        const aim = target(index, t);
        if (aim < one.level) {
          one.level = aim;
          fell = true;
        }
      });
      if (fell) continue;
      // Within a second an island's supply only falls; it may rise at the second's end.
      for (const [layer, now] of islandsOf(form, things)) {
        const before = islands.get(layer)!;
        now.forEach((share, index) => {
          if (share >= before[index]!) return;
          before[index] = share;
          fell = true;
        });
      }
    }
  };
  const islandsRise = (): void => {
    for (const [layer, now] of islandsOf(form, things)) islands.set(layer, now);
  };

  for (const [layer] of islandsOf(form, things))
    islands.set(
      layer,
      things.map(() => UP),
    );
  settleDown(-1);
  const nominal = assets.map(({ level }) => level);
  // history[0] is what was before the first second, history[t + 1] the end of second t.
  history.push(things.map(({ level }) => level));

  const changes: Ticks['changes'] = [];
  for (let t = 0; t <= until; t++) {
    for (const [at, name, health] of form.events ?? []) {
      if (best(at, 0) !== t) continue;
      const members = form.groups?.[String(name)] ?? [name];
      for (const member of members) assets[indexOf(member)]!.health = health;
    }
    for (const [at, name, need, seconds] of form.refuel ?? []) {
      const filled = assets[indexOf(name)]!.needs[need]!;
      if (best(at, 0) === t) filled.buffer = Math.min(seconds, best(filled.form.B, 0)) * UP;
    }
    works.forEach((work, index) => {
      if (work.start === t) crews[index]!.health = UP;
      if (work.left === 0 && crews[index]!.health > 0) {
        assets[work.target]!.health = Math.max(work.to, assets[work.target]!.health);
        crews[index]!.health = 0;
        work.left = -1;
      }
    });

    settleDown(t);
    const due: { readonly one: Thing; readonly aim: number }[] = [];
    things.forEach((one, index) => {
      const aim = target(index, t);
      if (aim <= one.level) one.since = undefined;
      else one.since ??= t;
      if (one.since !== undefined && t - one.since >= one.rho) due.push({ one, aim });
    });
    for (const { one, aim } of due) {
      one.level = aim;
      one.since = undefined;
    }
    islandsRise();
    things.forEach((one, index) => {
      if (target(index, t) > one.level) one.since ??= t;
    });

    const before = history.at(-1)!;
    const after = things.map(({ level }) => level);
    assets.forEach((one, index) => {
      if (one.level !== before[index]) changes.push([t, index, before[index]!, one.level]);
    });
    history.push(after);

    things.forEach((one, index) => {
      for (const need of one.needs) {
        const supplied = supply(index, need, t);
        const full = best(need.form.B, 0) * UP;
        if (supplied < UP && one.health > 0) need.buffer = Math.max(0, need.buffer - (UP - supplied));
        else if (supplied === UP)
          need.buffer = Math.max(need.buffer, Math.min(full, need.buffer + (need.form.rech ?? 0)));
      }
    });
    works.forEach((work, index) => {
      if (crews[index]!.level === UP && work.left > 0) work.left -= 1;
    });
  }
  return {
    nominal,
    changes,
    levels: history.slice(1),
    buffers: things.flatMap(({ needs }) => needs.map(({ buffer }) => buffer)),
  };
}

/** Of each layer, what every asset gets: its island's output over its island's nominal demand; nothing for a dead one. */
function islandsOf(form: CascadeForm, things: readonly Thing[]): [string, number[]][] {
  return Object.entries(form.layers ?? {}).map(([layer, { links, capacity = {}, demand = {} }]) => {
    const indexOf = (name: string | number) =>
      typeof name === 'number' ? name : form.assets.findIndex((asset) => asset.name === name);
    const shares = things.map(() => UP);
    const inLayer = new Set([
      ...links.flat().map(indexOf),
      ...Object.keys(capacity).map(indexOf),
      ...Object.keys(demand).map(indexOf),
    ]);
    const done = new Set<number>();
    for (const first of inLayer) {
      if (things[first]!.health === 0) shares[first] = 0;
      if (things[first]!.health === 0 || done.has(first)) continue;
      const island = new Set([first]);
      for (const member of island) {
        for (const [a, b] of links) {
          for (const [from, to] of [
            [indexOf(a), indexOf(b)],
            [indexOf(b), indexOf(a)],
          ] as const) {
            if (from === member && things[to]!.health > 0) island.add(to);
          }
        }
      }
      let fed = 0;
      let drawn = 0;
      for (const member of island) {
        done.add(member);
        fed += (capacity[form.assets[member]!.name] ?? 0) * things[member]!.level;
        drawn += demand[form.assets[member]!.name] ?? 0;
      }
      for (const member of island) shares[member] = drawn === 0 ? UP : Math.min(UP, Math.floor(fed / drawn));
    }
    return [layer, shares];
  });
}
