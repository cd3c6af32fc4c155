import { createReadStream, closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { OperationFace } from '../../../shared/domain/directory/record.ts';
import type { ClockFace } from '../../../shared/domain/operation/record.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Outcome } from '../../../shared/protocol/down.ts';
import { csvLine } from '../../../shared/csv.ts';
import { columnMap } from '../../import/fields.ts';
import { importAssets, type Finding, type ImportCount } from '../../import/importAssets.ts';
import { sentPatiently } from '../../import/sending.ts';
import { decoded } from '../../import/text.ts';
import { sectorTable, wordOf, type SectorTable } from '../../import/vocabulary.ts';
import { CannotRun, type Commander, type CommandToSend } from '../commander.ts';
import type { Output } from '../output.ts';
import { labelFrom, operationNamed } from './operations.ts';

export interface ImportWanted {
  readonly file: string;
  readonly operation: string;
  readonly marking?: string;
  readonly map?: string;
  readonly sectors?: string;
  readonly refused?: string;
  readonly limitRate?: number;
  readonly dryRun: boolean;
}

const wait = (milliseconds: number) => new Promise<void>((resume) => setTimeout(resume, Math.max(0, milliseconds)));

/** `import assets`: true when every row was taken. */
export async function importFile(commander: Commander, wanted: ImportWanted, output: Output): Promise<boolean> {
  const format = formatOf(wanted.file);
  const operation = await operationNamed(commander, wanted.operation);
  const roles = await commander.roles(operation.id);
  if (!roles.includes('admin') && !roles.includes('owner')) {
    throw new CannotRun(
      `${commander.user.name} may not import: this needs the role admin or owner in ${operation.name}.`,
    );
  }
  const shown = await commander.snapshot(operation.id);
  if (!shown) throw new CannotRun(`${commander.user.name} has no part in ${operation.name}.`);
  const [face] = (shown.operation ?? []) as unknown as readonly OperationFace[];
  if (!face) throw new CannotRun(`${operation.name} is not shown to ${commander.user.name}.`);
  const clock = (shown.clock ?? [])[0] as unknown as ClockFace | undefined;
  if (clock?.phase === 'ended') throw new CannotRun(`${operation.name} has ended: its record is closed.`);
  const known = (shown.asset ?? []) as unknown as readonly AssetFace[];
  const mine = known.filter((asset) => asset.owner === commander.user.organisation);
  const participants = (shown.organisation ?? []) as unknown as readonly {
    id: string;
    name: string;
    shortName: string;
  }[];
  const byName = new Map(
    participants.flatMap(
      ({ id, name, shortName }) =>
        [
          [wordOf(name), id],
          [wordOf(shortName), id],
        ] as const,
    ),
  );

  const began = performance.now();
  const refusedFile = wanted.refused ?? `${wanted.file}.refused.csv`;
  const findings = findingsIn(refusedFile);
  let count: ImportCount;
  try {
    count = await importAssets({
      text: decoded(createReadStream(wanted.file) as AsyncIterable<Buffer>),
      format,
      columns: columnsFrom(wanted.map),
      known: mine,
      rules: {
        sectors: sectorsFrom(wanted.sectors),
        fileName: basename(wanted.file, extname(wanted.file)),
        defaultTlp: face.defaultTlp,
        ...(wanted.marking !== undefined && { marking: labelFrom(wanted.marking) }),
        live: operation.kind === 'live',
        organisationNamed: (name) => byName.get(wordOf(name)),
        sectorAdvice: (word) => `Map it with --sectors, for example {"${word}": "energy"}.`,
      },
      ...(!wanted.dryRun && { send: patiently(commander, operation.id) }),
      tell: findings.write,
      onProgress: (now) => output.progress(progressLine(now, performance.now() - began)),
      now: () => performance.now(),
      wait,
      ...(wanted.limitRate !== undefined && { limitRate: wanted.limitRate }),
    });
  } finally {
    findings.close();
  }
  const seconds = Math.round(performance.now() - began) / 1000;
  const rate = Math.round(count.read / Math.max(seconds, 0.001));
  const written = count.refused + count.notices > 0;
  output.result({ ...count, seconds, rowsPerSecond: rate, dryRun: wanted.dryRun, ...(written && { refusedFile }) }, [
    `${count.read} rows read in ${seconds} s (${rate} a second)${wanted.dryRun ? '; nothing was stored' : ''}`,
    `${count.made} made, ${count.updated} corrected, ${count.unchanged} unchanged, ${count.refused} refused, ${count.notices} to look at`,
    ...(written ? [`Row by row with reasons: ${refusedFile}`] : []),
  ]);
  return count.refused === 0;
}

function formatOf(file: string): 'geojson' | 'csv' {
  if (!existsSync(file)) throw new CannotRun(`There is no file ${file}.`);
  const { size } = statSync(file);
  if (size > LIMITS.importBytes) {
    throw new CannotRun(
      `${file} has ${size} bytes; an import has at most ${LIMITS.importBytes}. Split it: a repeated import doubles nothing.`,
    );
  }
  const ending = extname(file).toLowerCase();
  if (ending === '.csv' || ending === '.tsv' || ending === '.txt') return 'csv';
  if (ending === '.geojson' || ending === '.json') return 'geojson';
  throw new CannotRun(`${file} is neither .geojson nor .csv.`);
}

function columnsFrom(text: string | undefined) {
  const columns = columnMap(text ?? '');
  if ('problem' in columns) throw new CannotRun(columns.problem);
  return columns.map;
}

function sectorsFrom(file: string | undefined): SectorTable {
  if (file === undefined) return {};
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CannotRun(`${file} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
  const read = sectorTable(given);
  if ('problem' in read) throw new CannotRun(read.problem);
  return read.table;
}

/** Made when the first finding comes; one of an earlier run is taken away, so that nobody reads old reasons. */
function findingsIn(file: string) {
  rmSync(file, { force: true });
  let handle: number | undefined;
  return {
    write({ number, source, name, outcome, reason }: Finding) {
      if (handle === undefined) {
        handle = openSync(file, 'w', 0o600);
        writeSync(handle, csvLine(['number', 'source', 'name', 'outcome', 'reason']));
      }
      writeSync(handle, csvLine([String(number), source, name, outcome, reason]));
    },
    close() {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

const progressLine = ({ read, made, updated, unchanged, refused }: ImportCount, ms: number) =>
  `${read} rows, ${made} made, ${updated} corrected, ${unchanged} unchanged, ${refused} refused, ${Math.round((read / Math.max(ms, 1)) * 1000)} a second`;

function patiently(commander: Commander, operation: string) {
  return async (commands: readonly CommandToSend[]): Promise<readonly Outcome[]> => {
    const sent = await sentPatiently(commands, {
      send: (open) => commander.send(operation, open),
      now: () => performance.now(),
      wait,
    });
    if ('gaveUp' in sent) throw new CannotRun(sent.gaveUp);
    return sent;
  };
}
