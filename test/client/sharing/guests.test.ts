import { describe, expect, it } from 'vitest';
import { emptyDraft, endOf, invitation, leftOf, wrongWith } from '../../../client/ui/guests/draft.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;
const draft = { ...emptyDraft(), name: 'Gil' };

describe('[POL-14] an invitation', () => {
  it('[POL-14] says before it is sent what the server would refuse', () => {
    expect(wrongWith(draft, now)).toBeUndefined();
    expect(wrongWith({ ...draft, name: '  ' }, now)).toBe('name');
    const until = (end: string) => wrongWith({ ...draft, stay: 'other', end }, now);
    expect(until('')).toBe('end');
    expect(until('2026-03-01T09:59:00Z')).toBe('past');
    expect(until('2026-03-08T10:00:00Z')).toBeUndefined();
    expect(until('2026-03-08T10:01:00Z')).toBe('too-long');
    expect(wrongWith({ ...draft, records: [] }, now)).toBe('records');
    const many = Array.from({ length: 201 }, (_, at) => ({ kind: 'incident' as const, id: String(at) }));
    expect(wrongWith({ ...draft, records: many }, now)).toBe('too-many');
  });

  it('[POL-14] carries the end as an instant and leaves out what was not chosen', () => {
    expect(endOf(draft, now)).toBe(now + 4 * HOUR);
    expect(invitation(draft, 'guest', 'operation', now)).toEqual({
      guestId: 'guest',
      operation: 'operation',
      name: 'Gil',
      cap: 'TLP:AMBER',
      until: '2026-03-01T14:00:00.000Z',
    });
    const record = { kind: 'incident', id: 'x' } as const;
    expect(
      invitation({ ...emptyDraft(record), name: ' Gil ', contributes: true }, 'guest', 'operation', now),
    ).toMatchObject({ name: 'Gil', records: [record], contributes: true });
  });

  it('counts down to nothing and never below', () => {
    expect(leftOf(25 * HOUR + 60_000)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 0 });
    expect(leftOf(61_000)).toEqual({ days: 0, hours: 0, minutes: 1, seconds: 1 });
    expect(leftOf(-1)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 });
  });
});
