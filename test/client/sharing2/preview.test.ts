import { expect, it } from 'vitest';
import { createPreview } from '../../../client/store/preview.ts';
import type { Tocsin } from '../../../client/store/contract.ts';
import type { Clock } from '../../../shared/time.ts';
import { asset, incident, minutes, NOON, operation, OPERATION, OURS, THEIRS, twin } from '../derive/faces.support.ts';

const own = {
  realNow: () => minutes(10),
  store: { getState: () => ({ connection: { clockOffsetMs: 2000 } }) },
} as unknown as Tocsin;
const clock: Clock = { running: true, speed: 2, anchorAt: NOON, anchorReal: NOON };
const preview = (records: object) =>
  createPreview(
    {
      operation: { id: OPERATION, name: 'Exercise', kind: 'exercise', phase: 'running' },
      organisation: { id: THEIRS, name: 'Theirs' },
      records: records as never,
      why: 'It is a preview.',
    },
    own,
  );

it('[POL-16] a preview shows what was answered, as the partner, twins as areas, and never looks live', () => {
  const { store } = preview({
    operation: [operation([OURS, THEIRS])],
    incident: [incident(1)],
    asset: [asset(2), twin(3)],
  });
  const { faces, me, connection, ready, presence, pending, operations } = store.getState();
  expect([...faces.incident.keys(), ...faces.asset.keys()]).toHaveLength(3);
  expect(faces.asset.get(twin(3).id)).toEqual(twin(3));
  expect(me).toMatchObject({ organisation: THEIRS, name: 'Theirs' });
  expect(faces.user.get(me!.id)).toBeUndefined();
  expect(connection.state).not.toBe('live');
  expect(Date.parse(minutes(10)) - (connection.heardAt! + connection.clockOffsetMs)).toBe(0);
  expect([ready, presence, pending, operations.length]).toEqual([true, [], [], 1]);
});

it('[POL-16] nothing can be sent from a preview, uploaded, taken back or signed out of; each says why', async () => {
  const { store, can, send, attach, undo, signIn, signOut, look, onDifference } = preview({ incident: [incident(1)] });
  const before = store.getState();
  const data = { incidentId: incident(1).id };
  expect(can('incident.acknowledge', data)).toMatchObject({ kind: 'refused', message: 'It is a preview.' });
  expect(await send('incident.acknowledge', data)).toMatchObject({ kind: 'refused', message: 'It is a preview.' });
  expect(await attach({ kind: 'incident', id: data.incidentId }, new Blob(['x']), 'x.txt')).toMatchObject({
    message: 'It is a preview.',
  });
  expect(await undo('x')).toBe(false);
  expect(await signIn('a', 'b')).toMatchObject({ ok: false });
  await signOut();
  look({ kind: 'incident', id: data.incidentId });
  onDifference(() => expect.unreachable())();
  expect(store.getState()).toBe(before);
});

it("goes by the operation's own clock", () => {
  const { operationNow } = preview({ clock: [{ id: OPERATION, code: 'CLK-0000', version: 1, clock }] });
  expect(operationNow()).toBe(minutes(20));
});
