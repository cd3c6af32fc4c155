import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../mutants/faults.ts';
import { ROOT } from './house.ts';

export interface Planted {
  readonly id: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

const outlet = { file: 'server/desk/outlet.ts', find: 'listener.deliver(theirs, withdraws);' };
const counted = '((globalThis as { sent?: number }).sent = ((globalThis as { sent?: number }).sent ?? 0) + 1)';

/** Of delivery; those of sharing stand in the catalogue of the mutants. */
const OF_DELIVERY: readonly Planted[] = [
  {
    id: 'a batch in thirty is lost',
    ...outlet,
    replace: `if (${counted} % 30 > 0) listener.deliver(theirs, withdraws);`,
  },
  {
    id: 'a batch in thirty is sent twice',
    ...outlet,
    replace: `{ listener.deliver(theirs, withdraws); if (${counted} % 30 === 0) listener.deliver(theirs, withdraws); }`,
  },
  {
    id: 'a change in sixty batches is lost',
    ...outlet,
    replace: `listener.deliver(${counted} % 60 === 0 ? { ...theirs, changes: theirs.changes.slice(1) } : theirs, withdraws);`,
  },
  {
    id: 'some are told in another order',
    ...outlet,
    replace: `listener.deliver(${counted} % 3 === 0 ? { ...theirs, changes: [...theirs.changes].reverse() } : theirs, withdraws);`,
  },
  {
    id: 'nothing is taken away while one listens',
    ...outlet,
    replace:
      "listener.deliver({ ...theirs, changes: theirs.changes.filter(({ type }) => type !== 'record.withdrawn') }, withdraws);",
  },
  {
    id: 'receipts are not stored',
    file: 'server/commands/pipeline.ts',
    find: 'events: rows, receipts })',
    replace: 'events: rows, receipts: receipts.slice(0, 0) })',
  },
  {
    id: 'ids in columns are told wrongly',
    file: 'shared/columns/changes.ts',
    find: 'return text + LETTERS[bits >> 6]! + LETTERS[bits & 63]!;',
    replace: 'return text + LETTERS[bits >> 6]! + LETTERS[63 - (bits & 63)]!;',
  },
  {
    id: 'a picture in columns lacks a record',
    file: 'server/desk/columns.ts',
    find: 'encodeColumns({ operation, cursor, records }, utf8)',
    replace:
      'encodeColumns({ operation, cursor, records: { ...records, incident: (records.incident ?? []).slice(1) } }, utf8)',
  },
  {
    id: 'what comes too late is taken',
    file: 'shared/domain/decide.ts',
    find: 'target && command.ifVersion !== sight.versionOf(target.kind, target.id)',
    replace: 'target && command.ifVersion === sight.versionOf(target.kind, target.id) + 1',
  },
];

/** What of the catalogue shows at the public doors of a short run. */
const OF_SHARING: readonly string[] = [
  'expired records stay',
  'clients see AMBER+STRICT',
  'everybody known by name sees RED',
  'a scheduled downgrade is forgotten in the audience',
  'clients of clients',
  'what hangs on a hidden record is shown',
  'restricted fields for all',
  'a note follows the widening of its record',
  'a RED task is for the whole organisation of its assignee',
  'references to RED from what is not',
  'guests see AMBER+STRICT',
  'a guest link never ends',
  'the cap of a guest is forgotten',
  'the twin beside the asset',
  'a twin tells its name',
  'a twin keeps the ids of the needs',
  'k counts hidden suppliers',
  'circles and reasons for all',
  'a version that counts',
  'withdraw what was never seen',
  'referrers are not looked at',
  'twins are not looked at',
  'deadlines pass unseen',
  'circles change unseen',
  'keep a schedule over a tightening',
  'ids that are not shown resolve',
  'anybody marks',
  'a cursor opens for everybody',
  'stay in the audience on revoke',
  'answers for everybody',
  'hidden work has a heartbeat',
  'presence tells where people look',
  'a scenario beside assets that are not shown',
  'a scenario points to a TLP:RED asset',
  'a scenario with other steps is not looked at anew',
];

export const PLANTED: readonly Planted[] = [
  ...OF_DELIVERY,
  ...OF_SHARING.map((id) => {
    const fault = FAULTS.find((one) => one.id === id);
    if (!fault) throw new Error(`The catalogue of the mutants knows no "${id}".`);
    return fault;
  }),
];

/** Those that `npm test` plants: one of delivery, one of sharing, one of acting. */
export const THREE: readonly string[] = [
  'a batch in thirty is lost',
  'restricted fields for all',
  'receipts are not stored',
];

/** A copy of the sources with one fault in it: the working tree is never touched. */
export class Bed {
  readonly path = mkdtempSync(join(tmpdir(), 'tocsin-checker-bed-'));

  constructor({ id, file, find, replace }: Planted) {
    for (const part of ['server', 'shared', 'package.json'])
      if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(this.path, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.path, 'node_modules'), 'junction');
    const place = join(this.path, file);
    const sound = readFileSync(place, 'utf8');
    const times = sound.split(find).length - 1;
    if (times !== 1) {
      this.clear();
      throw new Error(`"${id}" cannot be planted: its place stands ${times} times in ${file}.`);
    }
    writeFileSync(
      place,
      sound.replace(find, () => replace),
    );
  }

  clear(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
