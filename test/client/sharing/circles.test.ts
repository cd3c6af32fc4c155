import { describe, expect, it } from 'vitest';
import { circleReach } from '../../../client/features/sharing/CirclesReach.ts';
import { between, inOrder, standingOf, waitsFor } from '../../../client/features/sharing/AgreementsState.ts';
import type { Faces } from '../../../client/store/contract.ts';
import type { AgreementFace } from '../../../shared/domain/directory/record.ts';
import type { Instant } from '../../../shared/time.ts';

const now = '2026-03-01T10:00:00.000Z' as Instant;
const map = (list: readonly { id: string }[]) => new Map(list.map((one) => [one.id, one]));
const record = (id: string, tlp: string, circles: string[], more: object = {}) => ({
  id,
  tlp,
  owner: 'grid',
  marking: { tlp, owner: 'grid', circles, persons: [] },
  ...more,
});

function faces(incidents: { id: string }[], notes: { id: string }[] = [], tasks: { id: string }[] = []): Faces {
  return {
    operation: map([{ id: 'op', participants: ['grid', 'rail', 'water', 'fire'] } as never]),
    organisation: map([{ id: 'grid', clients: ['water'] } as never, { id: 'rail' }, { id: 'water' }]),
    circle: map([
      { id: 'cell', members: ['rail', 'water', 'elsewhere'] } as never,
      { id: 'other', members: ['rail'] } as never,
    ]),
    incident: map(incidents),
    note: map(notes),
    task: map(tasks),
    asset: map([]),
    attachment: map([]),
  } as unknown as Faces;
}
const reachOf = (held: Faces) => circleReach({ faces: held, operation: 'op', organisation: 'grid', now });

describe('what a circle opens of one’s own records', () => {
  it('counts what is shared with it by AMBER or stricter, and not what everybody sees or what is another’s', () => {
    const reach = reachOf(
      faces([
        record('amber', 'TLP:AMBER', ['cell']),
        record('strict', 'TLP:AMBER+STRICT', ['cell']),
        record('green', 'TLP:GREEN', ['cell']),
        record('without', 'TLP:AMBER', []),
        record('theirs', 'TLP:AMBER', ['cell'], { owner: 'rail' }),
        record('over', 'TLP:AMBER', ['cell'], {
          marking: { tlp: 'TLP:AMBER', owner: 'grid', circles: ['cell'], persons: [], expires: now },
        }),
      ]),
    );
    expect(reach.records('cell')).toBe(2);
    expect(reach.records('other')).toBe(0);
  });

  it('says what leaving withdraws: not what comes by another circle, as a client, or with a task', () => {
    const reach = reachOf(
      faces(
        [record('one', 'TLP:AMBER', ['cell']), record('two', 'TLP:AMBER+STRICT', ['cell', 'other'])],
        [],
        [record('task', 'TLP:AMBER+STRICT', ['cell'], { assignee: { organisation: 'rail' } })],
      ),
    );
    expect(reach.through('cell', 'rail')).toBe(1);
    expect(reach.through('cell', 'water')).toBe(2);
    expect(reach.through('cell', 'elsewhere')).toBe(0);
    expect(reach.through('cell', 'grid')).toBe(0);
  });

  it('counts what hangs on a record and follows it', () => {
    const follows = {
      marking: { tlp: 'TLP:AMBER', owner: 'grid', circles: [], persons: [], follows: { kind: 'incident', id: 'one' } },
    };
    const reach = reachOf(faces([record('one', 'TLP:AMBER', ['cell'])], [record('note', 'TLP:AMBER', [], follows)]));
    expect([reach.records('cell'), reach.through('cell', 'rail')]).toEqual([2, 2]);
  });
});

describe('[POL-15] how an agreement stands', () => {
  const agreement = (id: string, more: object): AgreementFace =>
    ({ id, parties: ['grid', 'rail'], accepted: ['grid'], permits: [], proposedAt: now, ...more }) as never;
  const both = ['grid', 'rail'];
  const proposed = agreement('proposed', {});
  const held = agreement('held', { accepted: both });
  const over = agreement('over', { accepted: both, until: now });
  const ended = agreement('ended', { accepted: both, ended: { organisation: 'rail', at: now, reason: 'x' } });

  it('[POL-15] is one of four, what waits for an answer first', () => {
    expect(inOrder([ended, over, held, proposed], now).map((one) => [one.id, standingOf(one, now)])).toEqual([
      ['proposed', 'proposed'],
      ['held', 'in-force'],
      ['over', 'run-out'],
      ['ended', 'ended'],
    ]);
    expect(waitsFor(proposed)).toEqual(['rail']);
  });

  it('[POL-15] counts between two parties while it is in force', () => {
    expect(between([proposed, held, over, ended], 'grid', 'rail', now)).toEqual([held]);
    expect(between([held], 'grid', 'water', now)).toEqual([]);
  });
});
