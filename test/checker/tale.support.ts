import { createHash } from 'node:crypto';
import { canaryOf, idOf } from './random.ts';
import type { Command, Entry, Happening, Outcome } from './history.ts';
import { canonical, type Change, type Face } from './screen.ts';
import { SEATS, STAGE } from './stage.ts';

/** A history made by hand: two people look on while two incidents are reported and one of them is narrowed. */
export const FIRST = idOf('first incident');
export const SECOND = idOf('second incident');
export const TITLE = canaryOf('title of the first');
export const OTHER = canaryOf('title of the second');
export const CAUSE = canaryOf('cause of the first');
export const REASON = canaryOf('reason of the act');

const START = Date.parse('2026-03-01T10:00:10.000Z');
export const commandFor = (name: string): string => idOf(`command ${name}`);

const faceOf = (id: string, title: string, owner: string, more: object = {}): Face => {
  const shown = { id, title, owner: idOf(owner), tlp: 'TLP:GREEN', ...more };
  return { ...shown, version: parseInt(createHash('sha256').update(canonical(shown)).digest('hex').slice(0, 8), 16) };
};
const snapshotOf = (faces: readonly Face[]) => {
  const records =
    faces.length === 0 ? {} : { incident: [...faces].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)) };
  return { operation: STAGE.operation, hash: createHash('sha256').update(canonical(records)).digest('hex'), records };
};

/** What a test may change of the good history. Absent: as it should be. */
export interface Twist {
  /** What hana is shown of the first incident: its cause is for Grid's own people. */
  readonly hanaSees?: Face;
  readonly hanaOrder?: 'other way round';
  readonly receipt?: Outcome;
  /** The first incident is in the end shown to nobody. */
  readonly lost?: true;
  readonly hanaFinally?: readonly Face[];
  /** A batch begins elsewhere, or comes twice. */
  readonly chain?: 'gap' | 'repeat';
  readonly ghost?: Face;
  readonly ownSnapshot?: readonly Face[];
  /** Of hana after the incident was narrowed to Grid's own people. */
  readonly withdrawn?: 'never';
  readonly reporter?: string;
  readonly answered?: string;
}

export class Tale {
  readonly entries: Entry[] = [];
  #at = START;
  #asks = 0;

  say(happening: Happening, after = 5): void {
    this.#at += after;
    this.entries.push({ n: this.entries.length, t: this.#at, ...happening });
  }

  joins(seat: string, link: number, cursor: string): void {
    this.say({ k: 'up', seat, link, node: 0 });
    this.say({ k: 'joining', seat, link });
    this.say({ k: 'joined', seat, link, answer: { ok: true, reset: true, next: cursor } });
    this.frame(seat, link, 'reset', { operation: STAGE.operation, cursor, records: {} });
  }

  frame(seat: string, link: number, name: string, message: object): void {
    this.say({ k: 'frame', seat, link, raw: `2${JSON.stringify([name, message])}` });
  }

  batch(
    seat: string,
    link: number,
    prev: string,
    next: string,
    changes: readonly Change[],
    answered: string[] = [],
  ): void {
    this.frame(seat, link, 'batch', { operation: STAGE.operation, prev, next, changes, answered });
  }

  sends(seat: string, via: string, command: Command): void {
    this.say({ k: 'sent', seat, via, operation: STAGE.operation, command });
  }

  answers(seat: string, via: string, outcome: Outcome): void {
    this.say({ k: 'answer', seat, via, commandId: outcome.commandId, outcome });
  }

  asks(seat: string, path: string, status: number, body: object): number {
    const ask = ++this.#asks;
    this.say({ k: 'asked', seat, ask, path });
    this.say({ k: 'told', seat, ask, status, body: JSON.stringify(body) });
    return ask;
  }

  waits(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) this.say({ k: 'beat', late: 0 }, 100);
  }
}

const report = (name: string, incidentId: string, title: string, more: object = {}): Command => ({
  commandId: commandFor(name),
  type: 'incident.report',
  data: { incidentId, title, ...more },
});
const accepted = (name: string): Outcome => ({ commandId: commandFor(name), outcome: 'accepted' });
const reported = (second: number, set: Face): Change => {
  const at = new Date(START + second).toISOString();
  return { type: 'incident.reported', at, realAt: at, entity: { kind: 'incident', id: String(set['id']) }, set };
};

export const wholeFace = faceOf(FIRST, TITLE, 'Grid', { cause: CAUSE });
export const partFace = faceOf(FIRST, TITLE, 'Grid');
export const secondFace = faceOf(SECOND, OTHER, 'Water');
export const narrowed = faceOf(FIRST, TITLE, 'Grid', {
  cause: CAUSE,
  tlp: 'TLP:AMBER+STRICT',
  acts: [{ reason: REASON }],
});

export function tale(twist: Twist = {}): Entry[] {
  const told = new Tale();
  const restricted = { marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } } };
  told.say({ k: 'stage', stage: STAGE, seats: SEATS, seed: 0 });
  told.joins('gina', 1, 'g0');
  told.joins('hana', 2, 'h0');
  const reporter = twist.reporter ?? 'gina';
  told.sends(reporter, 'link 1', report('first', FIRST, TITLE, { cause: CAUSE, ...restricted }));
  told.answers(reporter, 'link 1', accepted('first'));
  told.sends('wim', 'http', report('second', SECOND, OTHER));
  told.answers('wim', 'http', accepted('second'));
  const [first, second] = [reported(0, wholeFace), reported(1, secondFace)];
  told.batch('gina', 1, 'g0', 'g1', [first], [twist.answered ?? commandFor('first')]);
  told.batch('gina', 1, twist.chain === 'gap' ? 'g9' : 'g1', 'g2', [second]);
  if (twist.chain === 'repeat') told.batch('gina', 1, 'g1', 'g2', [second]);
  const theirs = [reported(0, twist.hanaSees ?? partFace), second];
  const [one, other] = twist.hanaOrder ? theirs.reverse() : theirs;
  told.batch('hana', 2, 'h0', 'h1', [one!]);
  told.batch('hana', 2, 'h1', 'h2', [other!]);
  if (twist.ghost) told.batch('hana', 2, 'h2', 'h2a', [reported(3, twist.ghost)]);
  told.asks(
    'gina',
    `/operations/${STAGE.operation}/snapshot`,
    200,
    snapshotOf(twist.ownSnapshot ?? [wholeFace, secondFace]),
  );
  told.sends('gina', 'link 1', {
    commandId: commandFor('mark'),
    type: 'sharing.mark',
    data: { entity: { kind: 'incident', id: FIRST }, marking: { tlp: 'TLP:AMBER+STRICT' }, reason: REASON },
  });
  told.answers('gina', 'link 1', accepted('mark'));
  const at = new Date(START + 200).toISOString();
  const entity = { kind: 'incident', id: FIRST };
  const marked: Change = { type: 'sharing.marked', at, realAt: at, entity, set: narrowed };
  told.batch('gina', 1, 'g2', 'g3', [marked], [commandFor('mark')]);
  const gone: Change = { type: 'record.withdrawn', at, realAt: at, entity };
  if (!twist.withdrawn) told.batch('hana', 2, twist.ghost ? 'h2a' : 'h2', 'h3', [gone]);
  told.waits(3500);
  const fresh = `/operations/${STAGE.operation}/snapshot?fresh`;
  const asks = {
    gina: told.asks('gina', fresh, 200, snapshotOf(twist.lost ? [secondFace] : [narrowed, secondFace])),
    hana: told.asks('hana', fresh, 200, snapshotOf(twist.hanaFinally ?? [secondFace])),
  };
  told.asks('gina', `/commands/${commandFor('first')}`, 200, twist.receipt ?? accepted('first'));
  told.say({ k: 'level', final: true, asks });
  return told.entries;
}
