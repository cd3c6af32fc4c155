import type { Cell } from '../../../shared/domain/asset/record.ts';
import type { EntityRef } from '../../../shared/domain/entity.ts';
import { strictness, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';
import type { Area, Place } from '../../../shared/geo.ts';
import type { Faces } from '../contract.ts';
import { isOver } from './alerts.ts';
import { happeningsOf } from './feed.ts';
import { showsAsset, showsIncident, type Filter } from './filter.ts';
import { strictestAmong, strictestOf } from './picture.ts';

/** What a screen draws: which lists, which part of the map, and the record in the drawer. */
export interface Sight {
  readonly screen: 'cop' | 'incidents' | 'assets' | 'tasks' | 'all';
  readonly filter: Filter;
  /** Whether something lies in what the map shows; undefined while there is no map: then everything may. */
  readonly within:
    ((record: { readonly location?: Place; readonly area?: Area; readonly cell?: Cell }) => boolean) | undefined;
  readonly open: EntityRef | undefined;
  /** How many of the latest happenings stand beside the map. */
  readonly feed: number;
}

/** The most restrictive label of what is on the screen now, not of all that is known here. */
export function strictestInSight(faces: Faces, { screen, filter, within, open, feed }: Sight): Tlp {
  if (screen === 'all') return strictestOf(faces);
  let most = 0;
  const see = (tlp: Tlp): void => {
    most = Math.max(most, strictness(tlp));
  };
  if (screen === 'tasks') {
    for (const { tlp } of faces.task.values()) see(tlp);
  } else {
    for (const incident of faces.incident.values()) {
      const listed = screen === 'incidents' || (screen === 'cop' && !isOver(incident));
      if (showsIncident(filter, incident) && (listed || (within?.(incident) ?? true))) see(incident.tlp);
    }
    // Of a hundred thousand that wear the same label one is looked at.
    const strictest = strictestAmong(faces.asset);
    for (const asset of faces.asset.values()) {
      if (most >= strictest) break;
      if (strictness(asset.tlp) <= most) continue;
      const listed = screen === 'assets' || (screen === 'cop' && isDown(asset.status));
      if (showsAsset(filter, asset) && (listed || (within?.(asset) ?? true))) see(asset.tlp);
    }
    if (screen === 'cop' && Math.max(strictest, ...OTHERS.map((kind) => strictestAmong(faces[kind]))) > most)
      for (const { tlp } of happeningsOf(faces, { most: feed })) see(tlp);
  }
  if (open) {
    const opened = faces[open.kind].get(open.id) as { tlp?: Tlp } | undefined;
    if (opened?.tlp) see(opened.tlp);
    for (const kind of ['note', 'attachment'] as const) {
      for (const { on, tlp } of faces[kind].values()) if (on.kind === open.kind && on.id === open.id) see(tlp);
    }
  }
  return TLP[most] ?? 'TLP:CLEAR';
}

const OTHERS = ['incident', 'task', 'note'] as const;

const isDown = (status: string): boolean => status === 'failed' || status === 'degraded';
