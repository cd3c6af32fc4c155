import { writeFileSync } from 'node:fs';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace, FaceBase } from '../../../shared/domain/entity.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { TaskFace } from '../../../shared/domain/task/record.ts';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Place } from '../../../shared/geo.ts';
import { stricter } from '../../../shared/sharing/marking.ts';
import { csvLine } from '../../../shared/csv.ts';
import { CannotRun, type Commander } from '../commander.ts';
import type { Output } from '../output.ts';
import { operationNamed } from './operations.ts';

export const EXPORTED = ['assets', 'incidents', 'tasks'] as const;
export const FORMATS = ['geojson', 'csv', 'json'] as const;

type Cells = Readonly<Record<string, string | number | undefined>>;
interface Exported {
  readonly face: MarkedFace;
  readonly location?: Place;
  readonly cells: Cells;
}

/** What one user is shown, as a file: made of their faces and of nothing else. */
export async function exportRecords(
  commander: Commander,
  wanted: { what: string; operation: string; format: string; out?: string },
  output: Output,
): Promise<void> {
  if (!(EXPORTED as readonly string[]).includes(wanted.what))
    throw new CannotRun(`Exported are: ${EXPORTED.join(', ')}.`);
  if (!(FORMATS as readonly string[]).includes(wanted.format))
    throw new CannotRun(`The formats are: ${FORMATS.join(', ')}.`);
  const operation = await operationNamed(commander, wanted.operation);
  const kind = wanted.what.slice(0, -1) as 'asset' | 'incident' | 'task';
  const records = await commander.exported(operation.id, kind);
  if (!records) throw new CannotRun(`${commander.user.name} has no part in ${operation.name}.`);
  const names = new Map((records.organisation ?? []).map((one) => [String(one['id']), String(one['name'])]));
  const list = ((records[kind] ?? []) as unknown as (AssetFace | IncidentFace | TaskFace)[]).map((face) =>
    exported(kind, face, names),
  );
  const heading = {
    operation: operation.name,
    exercise: operation.kind === 'exercise',
    // The file is as strict as the strictest record in it.
    tlp: list.reduce<Tlp>((tlp, { face }) => stricter(tlp, face.tlp), 'TLP:CLEAR'),
    exportedFor: commander.user.name,
    exportedAt: new Date().toISOString(),
  };
  const text = FORMAT[wanted.format as (typeof FORMATS)[number]](list, heading);
  if (wanted.out === undefined) {
    output.say(
      `${heading.exercise ? 'EXERCISE. ' : ''}${heading.tlp}. ${list.length} ${wanted.what} as ${commander.user.name} is shown them.`,
    );
    process.stdout.write(text);
    return;
  }
  writeFileSync(wanted.out, text, { mode: 0o600 });
  output.result({ file: wanted.out, count: list.length, ...heading }, [
    `${heading.exercise ? 'EXERCISE. ' : ''}${heading.tlp}. ${list.length} ${wanted.what} in ${wanted.out}`,
  ]);
}

interface Heading {
  readonly operation: string;
  readonly exercise: boolean;
  readonly tlp: Tlp;
}

const FORMAT: Record<(typeof FORMATS)[number], (list: readonly Exported[], heading: Heading) => string> = {
  json: (list, heading) => `${JSON.stringify({ ...heading, records: list.map(({ face }) => face) }, undefined, 2)}\n`,
  geojson(list, heading) {
    const features = list.map(({ face, location, cells }) => {
      const geometry = location ? { type: 'Point', coordinates: [location.lon, location.lat] } : null;
      const { id, lat: _lat, lon: _lon, ...properties } = cells;
      return JSON.stringify({
        type: 'Feature',
        id: id ?? face.id,
        geometry,
        properties: { ...properties, tlp: face.tlp, ...exerciseCell(heading) },
      });
    });
    const name = `${heading.exercise ? 'EXERCISE ' : ''}${heading.tlp} ${heading.operation}`;
    const opening = JSON.stringify({ type: 'FeatureCollection', name, ...heading }).slice(0, -1);
    return `${opening},"features":[\n${features.join(',\n')}\n]}\n`;
  },
  csv(list, heading) {
    const columns = [...new Set(list.flatMap(({ cells }) => Object.keys(cells)))];
    const lines = list.map(({ face, cells }) =>
      csvLine([
        ...columns.map((column) => String(cells[column] ?? '')),
        face.tlp,
        ...Object.values(exerciseCell(heading)),
      ]),
    );
    return csvLine([...columns, 'tlp', ...Object.keys(exerciseCell(heading))]) + lines.join('');
  },
};

const exerciseCell = ({ exercise }: Heading): { exercise?: string } => (exercise ? { exercise: 'EXERCISE' } : {});

function exported(kind: 'asset' | 'incident' | 'task', face: FaceBase, names: ReadonlyMap<string, string>): Exported {
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : (names.get(id) ?? id));
  if (kind === 'asset') {
    const asset = face as AssetFace;
    const { source, name, sector, country, operatorName, organisation, served, contacts, notes, location } = asset;
    const { status, level, basis, since, code } = asset;
    const cells: Cells = {
      id: source ?? asset.id,
      name,
      sector,
      kind: asset.kind,
      country,
      lat: location?.lat,
      lon: location?.lon,
      operator: operatorName ?? nameOf(organisation),
      served,
      contacts,
      notes,
      status,
      level,
      basis,
      since,
      code,
      'owner-organisation': nameOf(asset.owner),
    };
    return { face: asset, ...(location && { location }), cells };
  }
  if (kind === 'incident') {
    const incident = face as IncidentFace;
    const { id, code, title, severity, status, location, description, cause, lead, at, changedAt } = incident;
    const cells = {
      id,
      code,
      title,
      kind: incident.kind,
      severity,
      status,
      lat: location?.lat,
      lon: location?.lon,
      description,
      cause,
    };
    return {
      face: incident,
      ...(location && { location }),
      cells: { ...cells, lead: nameOf(lead), at, changedAt, 'owner-organisation': nameOf(incident.owner) },
    };
  }
  const task = face as TaskFace;
  const { id, code, title, status, description, due, priority, assignee, at, changedAt } = task;
  const cells = {
    id,
    code,
    title,
    status,
    description,
    due,
    priority,
    assignee: nameOf(assignee?.organisation),
    at,
    changedAt,
  };
  return { face: task, cells: { ...cells, 'owner-organisation': nameOf(task.owner) } };
}
