import type { Faces } from '../../store/contract.ts';
import { nameOrCode } from '../../store/derive/shownAsset.ts';
import { zuluDay } from '../../ui/time.ts';

/** One line of the card: the name of the field (or, of an entry of its timeline, the time) and what it says. */
export interface GlassLine {
  readonly field: string;
  readonly says: string;
}

interface Words {
  t(key: string): string;
  exists(key: string): boolean;
}

const SHOWN = [
  'kind',
  'sector',
  'status',
  'severity',
  'priority',
  'text',
  'description',
  'cause',
  'location',
  'assetIds',
  'incidentId',
  'lead',
  'assignee',
  'due',
  'served',
  'contacts',
  'notes',
  'on',
  'at',
  'by',
  'persons',
] as const;
type Shown = (typeof SHOWN)[number];
type Face = Readonly<Record<string, unknown>>;

/** What is readable of a record that this application holds nowhere: names of what it points to as far as they are shown. */
export function glassLines(kind: string, face: Face, faces: Faces, words: Words): GlassLine[] {
  const all: Face = { ...face, persons: (face['marking'] as { persons?: unknown } | undefined)?.persons };
  return SHOWN.flatMap((field) => {
    const says = all[field] === undefined ? '' : worded(field, all[field], kind, faces, words);
    return says === '' ? [] : [{ field, says }];
  });
}

/** Its timeline, latest first. */
export function glassJournal(face: Face, faces: Faces, { t, exists }: Words): GlassLine[] {
  const journal = (face['journal'] ?? []) as readonly { at: string; what: string; note?: string; by: By }[];
  return [...journal].reverse().map(({ at, what, note, by }) => {
    const did = `feed.did.${what}`;
    const parts = [nameOf(by, faces), exists(did) ? t(did) : what, note].filter((part) => part !== undefined);
    return { field: zuluDay(Date.parse(at)), says: parts.join(' · ') };
  });
}

interface By {
  readonly organisation: string;
  readonly user?: string;
}

const nameOf = ({ user, organisation }: By, faces: Faces): string =>
  [user && faces.user.get(user)?.name, faces.organisation.get(organisation)?.shortName].filter(Boolean).join(', ');

const SCOPES: Readonly<Record<string, Partial<Record<Shown, string>>>> = {
  asset: { status: 'ui.status', sector: 'ui.sector' },
  incident: { kind: 'ui.incidentKind', status: 'ui.incidentStatus', severity: 'ui.severity' },
  task: { status: 'ui.taskStatus', priority: 'ui.priority' },
};

function worded(field: Shown, value: unknown, kind: string, faces: Faces, { t, exists }: Words): string {
  switch (field) {
    case 'location': {
      const { lat, lon } = value as { lat: number; lon: number };
      return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    }
    case 'due':
    case 'at':
      return zuluDay(Date.parse(String(value)));
    case 'lead':
      return faces.organisation.get(String(value))?.shortName ?? '';
    case 'assignee':
    case 'by':
      return nameOf(value as By, faces);
    case 'persons':
      return (value as readonly string[]).map((id) => faces.user.get(id)?.name ?? t('parts.notShown')).join(', ');
    case 'assetIds':
      return (value as readonly string[]).map((id) => titleOf('asset', id, faces, t)).join(', ');
    case 'incidentId':
      return titleOf('incident', String(value), faces, t);
    case 'on': {
      const { kind: of, id } = value as { kind: string; id: string };
      return titleOf(of, id, faces, t);
    }
    default: {
      const key = `${SCOPES[kind]?.[field] ?? ''}.${String(value)}`;
      return exists(key) ? t(key) : String(value);
    }
  }
}

function titleOf(kind: string, id: string, faces: Faces, t: Words['t']): string {
  const asset = kind === 'asset' ? faces.asset.get(id) : undefined;
  if (asset) return nameOrCode(asset);
  const face = kind === 'incident' || kind === 'task' ? faces[kind].get(id) : undefined;
  return face?.title ?? t('parts.notShown');
}
