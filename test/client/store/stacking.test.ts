import { describe, expect, it } from 'vitest';
import { Picture } from '../../../client/store/picture.ts';
import { basisOf, restacked, sameButForTimes } from '../../../client/store/stacking.ts';
import { emptyFaces } from '../../../client/sync/confirmed.ts';
import type { Entry } from '../../../client/sync/reconcile.ts';
import type { Actor } from '../../../shared/domain/decision.ts';
import type { IncidentFace } from '../../../shared/domain/incident/record.ts';
import type { Severity } from '../../../shared/domain/vocabulary.ts';
import type { Instant } from '../../../shared/time.ts';

const at = '2026-03-01T10:00:00.000Z' as Instant;
const later = '2026-03-01T10:00:07.000Z' as Instant;
const actor: Actor = { organisation: 'grid', user: 'ana', roles: ['coordinator'] };
const by = { organisation: 'grid', user: 'ana' };
const fire: IncidentFace = {
  id: 'fire',
  code: 'INC-0000',
  version: 10,
  tlp: 'TLP:GREEN',
  owner: 'grid',
  by,
  madeAt: at,
  realAt: at,
  title: 'Fire',
  kind: 'fire',
  severity: 2,
  status: 'reported',
  at,
  changedAt: at,
  journal: [],
};
const target = { kind: 'incident', id: 'fire' } as const;

/** A picture with the fire, and commands made on it one after another. */
function setting() {
  const faces = emptyFaces();
  faces.incident.set('fire', fire);
  const picture = new Picture();
  picture.reset(faces, 'op', actor, []);
  const pending: Entry[] = [];
  const make = (commandId: string, type: string, data: Record<string, unknown>): Entry => {
    const entry: Entry = {
      commandId,
      operation: 'op',
      type,
      data,
      madeAt: at,
      key: commandId,
      state: 'queued',
      target,
      ...basisOf(type, data, picture),
    };
    pending.push(entry);
    picture.update([], [...pending], actor);
    return entry;
  };
  const severity = (commandId: string, to: Severity) =>
    make(commandId, 'incident.setSeverity', { incidentId: 'fire', severity: to });
  /** What the server makes of the first: at its own time, with a version of its own. */
  const confirmed = (to: Severity, more: Partial<IncidentFace> = {}): IncidentFace => ({
    ...fire,
    severity: to,
    version: 11,
    changedAt: later,
    journal: [{ what: 'severity', at: later, realAt: later, by, to, observedAt: at }],
    ...more,
  });
  return { faces, picture, pending, make, severity, confirmed };
}

describe('which version a command is based on', () => {
  it('[ACT-4] V1: that of the confirmed face', () => {
    expect(setting().severity('1', 4)).toMatchObject({ basedOn: 10 });
    expect(setting().severity('1', 4).stackedOn).toBeUndefined();
  });

  it('V2: on top of an own pending one, that one', () => {
    const { severity } = setting();
    severity('1', 4);
    expect(severity('2', 3)).toMatchObject({ stackedOn: '1', basedOn: 10 });
    expect(severity('3', 1)).toMatchObject({ stackedOn: '2', basedOn: 10 });
  });

  it('V3: when only the own one is in the faces now, the version it made', () => {
    const { faces, picture, pending, severity, confirmed } = setting();
    const [first, second, third] = [severity('1', 4), severity('2', 3), severity('3', 1)];
    faces.incident.set('fire', confirmed(4));
    const changed = restacked([first], 'in-faces', pending.slice(1), picture);
    expect(changed).toMatchObject([{ commandId: second.commandId, basedOn: 11 }]);
    expect(changed[0]!.stackedOn).toBeUndefined();
    expect(third.stackedOn).toBe('2');
  });

  it('V3: two that ended together count as one', () => {
    const { faces, picture, pending, severity, confirmed } = setting();
    const ended = [severity('1', 4), severity('2', 3)];
    severity('3', 1);
    const journal = [4, 3].map((to) => ({ what: 'severity', at: later, realAt: later, by, to }));
    faces.incident.set('fire', confirmed(3, { journal }));
    expect(restacked(ended, 'in-faces', pending.slice(2), picture)).toMatchObject([{ commandId: '3', basedOn: 11 }]);
  });

  it('V4: when something else changed it too, the one its author had seen', () => {
    const { faces, picture, pending, severity, confirmed } = setting();
    const first = severity('1', 4);
    severity('2', 3);
    faces.incident.set('fire', confirmed(4, { status: 'contained' }));
    const [second] = restacked([first], 'in-faces', pending.slice(1), picture);
    expect(second).toMatchObject({ basedOn: 10 });
    expect(second!.stackedOn).toBeUndefined();
  });

  it('V4: when the one below was refused, the one its author had seen', () => {
    const { picture, pending, severity } = setting();
    const first = severity('1', 4);
    severity('2', 3);
    const [second] = restacked([first], 'refused', pending.slice(1), picture);
    expect(second).toMatchObject({ basedOn: 10 });
    expect(second!.stackedOn).toBeUndefined();
  });

  it('V5: what only adds carries none, and an acknowledgement is stood upon like any change', () => {
    const { make, severity } = setting();
    const acknowledged = make('1', 'incident.acknowledge', { incidentId: 'fire' });
    expect(acknowledged).not.toHaveProperty('basedOn');
    expect(make('2', 'incident.addNote', { incidentId: 'fire', noteId: 'n', text: 't' })).not.toHaveProperty('basedOn');
    expect(severity('3', 4)).toMatchObject({ stackedOn: '1', basedOn: 10 });
  });

  it('what is made on a record of one’s own that nobody has confirmed is stale once that fails', () => {
    const { picture, pending, make } = setting();
    const data = { incidentId: 'flood', title: 'Flood', kind: 'flood', severity: 2 };
    const made = make('1', 'incident.report', data);
    const change = { type: 'incident.setSeverity', data: { incidentId: 'flood', severity: 4 } };
    const basis = basisOf(change.type, change.data, picture);
    expect(basis).toEqual({ basedOn: 0, stackedOn: '1' });
    const second: Entry = { ...made, ...change, ...basis, commandId: '2', target: { kind: 'incident', id: 'flood' } };
    expect(restacked([made], 'refused', [...pending, second], picture)).toMatchObject([{ commandId: '2', basedOn: 0 }]);
  });
});

describe('equal but for times', () => {
  it.each([
    [{ version: 1, a: at }, { version: 2, a: later }, true],
    [{ a: 1, observedAt: at, clamped: true }, { a: 1 }, true],
    [{ a: 1, z: at, observedAt: at }, { a: 1, z: later }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ a: at }, { a: 'now' }, false],
    [{ a: at }, {}, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameButForTimes(a, b)).toBe(same);
  });
});
