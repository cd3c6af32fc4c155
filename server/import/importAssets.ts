import { randomBytes } from 'node:crypto';
import { deepEqual, hash53 } from '../../shared/canonical.ts';
import type { AssetFace } from '../../shared/domain/asset/record.ts';
import type { MarkingInput } from '../../shared/domain/fields.ts';
import type { Tlp } from '../../shared/domain/vocabulary.ts';
import { LIMITS } from '../../shared/limits.ts';
import { uuidFrom } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { csvRecords } from './csv.ts';
import { cleaned, draftOf, type AssetDraft, type Drafted, type DraftRules } from './draft.ts';
import {
  columnsOf,
  fieldsOfCells,
  fieldsOfFeature,
  MOST_COLUMNS,
  namesOf,
  type ColumnMap,
  type Fields,
} from './fields.ts';
import { geojsonFeatures } from './geojson.ts';
import { wordOf } from './vocabulary.ts';

export interface CommandToSend {
  readonly commandId: string;
  readonly type: string;
  readonly data: object;
}

export interface ImportTask {
  readonly text: AsyncIterable<string>;
  readonly format: 'geojson' | 'csv';
  readonly columns: ColumnMap;
  readonly rules: DraftRules;
  /** The assets of the importer's own organisation, as it is shown them. */
  readonly known: readonly AssetFace[];
  /** The marking to send for the label of a row; undefined: the operation's default. Absent: the label alone. */
  readonly markingOf?: (label: Tlp | undefined) => MarkingInput | undefined;
  /** Sends at most `ROWS_IN_FLIGHT` commands and answers in their order; undefined: nothing is sent at all. */
  readonly send?: (commands: readonly CommandToSend[]) => Promise<readonly Outcome[]>;
  readonly tell: (finding: Finding) => void;
  readonly onProgress: (count: ImportCount) => void;
  /** Told once: the columns of a table, or the properties of the first feature, and which were recognised. */
  readonly onColumns?: (columns: Columns) => void;
  /** Told of every row that was taken, before anything is sent. */
  readonly onTaken?: (row: TakenRow) => void;
  /** Rows a second, at most. */
  readonly limitRate?: number;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Lets others go first, where there are any. */
  readonly breathe?: () => Promise<void>;
}

export interface Columns {
  readonly header: readonly string[];
  readonly taken: ColumnMap;
}

export interface TakenRow {
  readonly number: number;
  readonly draft: AssetDraft;
  readonly outcome: 'made' | 'updated' | 'unchanged';
  /** Of a row that is made: what is sent as its marking. What is corrected keeps its own. */
  readonly marking?: MarkingInput | undefined;
}

/** Something a person should know of one row. `number` counts lines (CSV) or features (GeoJSON) from 1. */
export interface Finding {
  readonly number: number;
  readonly source: string;
  readonly name: string;
  readonly outcome: 'refused' | 'notice';
  readonly reason: string;
  /** The word for a sector that nothing maps yet. */
  readonly sector?: string;
}

export interface ImportCount {
  read: number;
  made: number;
  updated: number;
  unchanged: number;
  refused: number;
  notices: number;
}

export const ROWS_IN_FLIGHT = 256;
/** Beyond this many rows a file is to be split: what is remembered of each row must not fill the memory. */
export const MOST_ROWS = 1_000_000;
/** How long (ms) rows are read before others get their turn (P-R4). */
const READING_MS = 10;
const FACES_A_SLICE = 10_000;

interface Row {
  readonly number: number;
  readonly drafted: Drafted;
  /** What a row that is refused says of itself, so that somebody finds it again. */
  readonly said?: Fields['said'];
}

/** What a repeated import may correct. The marking is not among them: an import never touches it. */
const DETAILS = ['name', 'kind', 'location', 'operatorName', 'served', 'notes', 'contacts'] as const;

/**
 * Takes a file of assets into an operation, row by row: what is new is registered, what its source id finds again is
 * corrected where it differs, and what cannot be taken is told and stops nobody.
 *
 * Trap: the id of an asset must not be derivable from a public file, or a partner could ask "is this id taken" and learn of
 * an asset that is not shown to them. So ids are random, and a repeated import finds its assets by `source` in the faces
 * of its own organisation.
 */
export async function importAssets(task: ImportTask): Promise<ImportCount> {
  const count: ImportCount = { read: 0, made: 0, updated: 0, unchanged: 0, refused: 0, notices: 0 };
  // What was not imported is found by its own id: an export that is read back doubles nothing.
  const known = new Map<string, AssetFace>();
  for (const [index, face] of task.known.entries()) {
    known.set(face.source ?? face.id, face);
    if (index % FACES_A_SLICE === 0) await task.breathe?.();
  }
  const inFile = new Map<number, number>();
  const places = new Map<number, number>();
  const began = task.now();
  let batch: { row: Row; draft: AssetDraft; command: CommandToSend; made: boolean }[] = [];

  const tell = (row: Row, outcome: Finding['outcome'], reason: string) => {
    const draft = 'draft' in row.drafted ? row.drafted.draft : undefined;
    const sector = 'sector' in row.drafted ? row.drafted.sector : undefined;
    count[outcome === 'refused' ? 'refused' : 'notices'] += 1;
    const { number } = row;
    const plain = (text: string | undefined) => (cleaned(text, []) ?? '').slice(0, LIMITS.name).toWellFormed();
    const { source = plain(row.said?.id), name = plain(row.said?.name) } = draft ?? {};
    task.tell({ number, source, name, outcome, reason, ...(sector !== undefined && { sector }) });
  };

  const flush = async () => {
    const sent = batch;
    batch = [];
    const outcomes = sent.length > 0 && task.send ? await task.send(sent.map(({ command }) => command)) : undefined;
    for (const [index, { row, made }] of sent.entries()) {
      const outcome = outcomes?.[index];
      if (outcome?.outcome === 'refused')
        tell(row, 'refused', outcome.message ?? outcome.code ?? 'The server refused it.');
      else count[made ? 'made' : 'updated'] += 1;
    }
    task.onProgress(count);
    if (task.limitRate) await task.wait((count.read / task.limitRate) * 1000 - (task.now() - began));
  };

  const markingOf = task.markingOf ?? ((label: Tlp | undefined) => label && { tlp: label });
  let turn = task.now();
  for await (const row of rowsOf(task)) {
    if (task.breathe && task.now() - turn > READING_MS) {
      await task.breathe();
      turn = task.now();
    }
    count.read += 1;
    if (count.read % ROWS_IN_FLIGHT === 0) task.onProgress(count);
    if (count.read > MOST_ROWS) {
      tell(row, 'refused', `The file has more than ${MOST_ROWS} rows: split it. From here on nothing was read.`);
      break;
    }
    if ('reason' in row.drafted) {
      tell(row, 'refused', row.drafted.reason);
      continue;
    }
    const { draft, tlp, notices } = row.drafted;
    const key = hash53(draft.source);
    const twin = inFile.get(key);
    if (twin !== undefined) {
      tell(
        row,
        'refused',
        `It is in the file before, as number ${twin}: the same ${draft.source.includes(' | ') ? 'name, kind and place' : 'id'}.`,
      );
      continue;
    }
    inFile.set(key, row.number);
    const spot = hash53(JSON.stringify([draft.name.toLowerCase(), draft.location]));
    const neighbour = places.get(spot);
    if (neighbour !== undefined)
      tell(row, 'notice', `The same name and place as number ${neighbour}: it may be the same asset.`);
    else places.set(spot, row.number);
    for (const notice of notices) tell(row, 'notice', notice);

    const before = known.get(draft.source);
    if (before && (before.sector !== draft.sector || before.country !== draft.country)) {
      tell(
        row,
        'notice',
        `Sector or country differ from what is stored (${before.sector}, ${before.country}): these are not corrected by an import.`,
      );
    }
    const marking = before ? undefined : markingOf(tlp);
    const command = before ? correction(before, draft) : registration(draft, marking);
    const outcome = !command ? 'unchanged' : before ? 'updated' : 'made';
    task.onTaken?.({ number: row.number, draft, outcome, marking });
    if (!command) count.unchanged += 1;
    else batch.push({ row, draft, command, made: !before });
    if (batch.length === ROWS_IN_FLIGHT) await flush();
  }
  await flush();
  return count;
}

async function* rowsOf(task: ImportTask): AsyncGenerator<Row> {
  if (task.format === 'geojson') {
    let told = false;
    for await (const element of geojsonFeatures(task.text)) {
      const { number } = element;
      if (!element.ok) yield { number, drafted: element };
      else {
        const fields = fieldsOfFeature(element.value, task.columns);
        if (!told && 'fields' in fields) {
          told = true;
          const { lat: _lat, lon: _lon, ...taken } = fields.taken;
          task.onColumns?.({ header: fields.header, taken });
        }
        if ('reason' in fields) yield { number, drafted: fields };
        else {
          const { said } = fields.fields;
          yield { number, said, drafted: withNotices(draftOf(fields.fields, task.rules), fields.notes) };
        }
      }
    }
    return;
  }
  let header: readonly string[] | undefined;
  let columns = columnsOf([], {});
  for await (const record of csvRecords(task.text)) {
    if (!record.ok) yield { number: record.line, drafted: record };
    else if (!header) {
      header = record.cells.map((cell) => cell.trim());
      if (header.length > MOST_COLUMNS) {
        yield {
          number: record.line,
          drafted: { reason: `The file has ${header.length} columns; the limit is ${MOST_COLUMNS}.` },
        };
        return;
      }
      columns = columnsOf(header, task.columns);
      task.onColumns?.({ header, taken: namesOf(header, columns) });
      const words = header.map(wordOf);
      const missing = Object.values(task.columns).find((column) => !words.includes(wordOf(column)));
      if (missing === undefined) continue;
      yield {
        number: record.line,
        drafted: { reason: `The file has no column "${missing}". It has: ${header.join(', ')}.` },
      };
      return;
    } else if (record.cells.length > header.length && record.cells.slice(header.length).some((cell) => cell !== '')) {
      const reason = `It has ${record.cells.length} cells under ${header.length} columns: a separator may stand in a text without quotes.`;
      yield { number: record.line, drafted: { reason } };
    } else {
      const fields = fieldsOfCells(header, columns, record.cells);
      yield { number: record.line, said: fields.said, drafted: draftOf(fields, task.rules) };
    }
  }
  if (!header) yield { number: 1, drafted: { reason: 'The file is empty.' } };
}

const withNotices = (drafted: Drafted, notes: readonly string[]): Drafted =>
  'draft' in drafted && notes.length > 0 ? { ...drafted, notices: [...drafted.notices, ...notes] } : drafted;

const newId = () => uuidFrom(randomBytes(16));

function registration(draft: AssetDraft, marking: MarkingInput | undefined): CommandToSend {
  const data = { assetId: newId(), ...draft, ...(marking && { marking }) };
  return { commandId: newId(), type: 'asset.register', data };
}

function correction(before: AssetFace, draft: AssetDraft): CommandToSend | undefined {
  const changed = DETAILS.filter((name) => draft[name] !== undefined && !deepEqual(draft[name], before[name]));
  if (changed.length === 0) return undefined;
  const details = Object.fromEntries(changed.map((name) => [name, draft[name]]));
  return { commandId: newId(), type: 'asset.setDetails', data: { assetId: before.id, ...details } };
}
