const FIRST_ROOM = 64;

/** Every change of an output, in order. Columns, because a collapse of a continent has some hundred thousand of them. */
export class Log {
  length = 0;
  time = new Float64Array(FIRST_ROOM);
  asset = new Int32Array(FIRST_ROOM);
  from = new Int32Array(FIRST_ROOM);
  to = new Int32Array(FIRST_ROOM);
  /** The need that bound; `OWN` when it was the asset's own health, `KNOWN` when a claim fixed the output. */
  need = new Int32Array(FIRST_ROOM);
  /** The link of that need whose change mattered last, or -1. */
  link = new Int32Array(FIRST_ROOM);
  /** The transition of its supplier that came over that link, or -1. */
  cause = new Int32Array(FIRST_ROOM);

  add(time: number, asset: number, from: number, to: number, need: number, link: number, cause: number): number {
    const at = this.length;
    if (at === this.time.length) this.#grow();
    this.time[at] = time;
    this.asset[at] = asset;
    this.from[at] = from;
    this.to[at] = to;
    this.need[at] = need;
    this.link[at] = link;
    this.cause[at] = cause;
    this.length = at + 1;
    return at;
  }

  #grow(): void {
    const room = this.time.length * 2;
    const times = new Float64Array(room);
    times.set(this.time);
    this.time = times;
    for (const column of COLUMNS) {
      const next = new Int32Array(room);
      next.set(this[column]);
      this[column] = next;
    }
  }
}

export type LogColumns = Pick<Log, 'length' | 'time' | (typeof COLUMNS)[number]>;

/** Of columns, not of a log: what comes from a worker has lost its methods. */
export function copyLog(from: LogColumns): Log {
  const copy = new Log();
  const { length } = from;
  copy.length = length;
  copy.time = from.time.slice(0, Math.max(length, 1));
  for (const column of COLUMNS) copy[column] = from[column].slice(0, Math.max(length, 1));
  return copy;
}

const COLUMNS = ['asset', 'from', 'to', 'need', 'link', 'cause'] as const;

export const OWN = -1;
export const KNOWN = -2;
