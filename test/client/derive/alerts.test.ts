import { describe, expect, it } from 'vitest';
import { toMs } from '../../../shared/time.ts';
import { alertsOf, escalationOf, type Alert } from '../../../client/store/derive/alerts.ts';
import { asset, claim, facesOf, incident, ME, minutes, NOON, OURS, task, THEIRS } from './faces.support.ts';

const kinds = (alerts: readonly Alert[]) => alerts.map(({ kind, title }) => `${kind}: ${title}`);

describe('alerts are derived from faces (U9)', () => {
  it('calls for major and critical incidents that our organisation has not acknowledged and that are not over', () => {
    const faces = facesOf({
      incident: [
        incident(1),
        incident(2, { severity: 2 }),
        incident(3, { acknowledgements: [{ organisation: OURS, at: NOON, realAt: NOON }] }),
        incident(4, { acknowledgements: [{ organisation: THEIRS, at: NOON, realAt: NOON }] }),
        incident(5, { status: 'resolved' }),
        incident(6, { voided: { reason: 'twice', at: NOON } }),
        incident(7, { mergedInto: incident(1).id }),
      ],
    });
    expect(kinds(alertsOf(faces, ME, NOON))).toEqual(['incident: Incident 1', 'incident: Incident 4']);
  });

  it('calls for our own assets that somebody said are down, and again when they fail once more', () => {
    const first = asset(1, {
      owner: OURS,
      status: 'failed',
      basis: 'confirmed',
      since: NOON,
      confirmed: claim('failed'),
    });
    const again = { ...first, since: minutes(30) };
    const faces = (one: typeof first) =>
      facesOf({
        asset: [one, asset(2, { status: 'failed', basis: 'confirmed' }), asset(3, { owner: OURS, status: 'unknown' })],
      });
    const [before] = alertsOf(faces(first), ME, NOON);
    const [after] = alertsOf(faces(again), ME, NOON);
    expect(before?.title).toBe('Asset 1');
    expect(after?.key).not.toBe(before?.key);
    expect(alertsOf(faces(first), ME, NOON)).toHaveLength(1);
  });

  it('calls for tasks offered to us or to me, and for overdue ones, not for those of a colleague', () => {
    const mine = { organisation: OURS };
    const faces = facesOf({
      task: [
        task(1, { status: 'assigned', assignee: mine, offeredAt: NOON }),
        task(2, { status: 'assigned', assignee: { organisation: OURS, user: ME.id } }),
        task(3, { status: 'assigned', assignee: { organisation: OURS, user: OURS } }),
        task(4, { status: 'accepted', assignee: mine, due: minutes(-1) }),
        task(5, { status: 'done', assignee: mine, due: minutes(-1) }),
        task(6, { status: 'accepted', assignee: { organisation: THEIRS }, due: minutes(-1) }),
      ],
    });
    expect(kinds(alertsOf(faces, ME, NOON)).sort()).toEqual(['offered: Task 1', 'offered: Task 2', 'overdue: Task 4']);
  });

  it('puts the worst first, and of equals the oldest', () => {
    const faces = facesOf({
      incident: [incident(1, { severity: 3 }), incident(2, { at: minutes(2) }), incident(3, { at: minutes(1) })],
    });
    expect(alertsOf(faces, ME, NOON).map(({ title }) => title)).toEqual(['Incident 3', 'Incident 2', 'Incident 1']);
  });

  it('escalates at two, five and ten minutes of real time', () => {
    const [alert] = alertsOf(facesOf({ incident: [incident(1)] }), ME, NOON);
    const after = (count: number) => escalationOf(alert!, toMs(NOON) + count * 60_000);
    expect([1.9, 2, 4.9, 5, 9.9, 10].map(after)).toEqual([0, 1, 1, 2, 2, 3]);
  });
});
