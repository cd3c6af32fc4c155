import { describe, expect, it } from 'vitest';
import type { ShownEntry } from '../../../shared/domain/incident/record.ts';
import type { AttachmentFace, NoteFace } from '../../../shared/domain/note/record.ts';
import { tasksOf, timelineOf } from '../../../client/ui/parts/timeline.ts';
import { at, task } from './faces.ts';

const by = { organisation: 'us' };
const entry = (what: string, clock: string, more: Partial<ShownEntry> = {}): ShownEntry => ({
  what,
  at: at(clock),
  realAt: at(clock),
  by,
  ...more,
});
const base = {
  code: 'X',
  version: 1,
  tlp: 'TLP:GREEN',
  owner: 'us',
  by,
  madeAt: at('10:00'),
  realAt: at('10:00'),
} as const;
const on = { kind: 'incident', id: 'i' } as const;
const note = (id: string, clock: string, hangs: NoteFace['on'] = on, more: Partial<NoteFace> = {}): NoteFace => ({
  ...base,
  id,
  on: hangs,
  text: `note ${id}`,
  at: at(clock),
  ...more,
});
const file: AttachmentFace = {
  ...base,
  id: 'f',
  on,
  name: 'fire.jpg',
  mediaType: 'image/jpeg',
  bytes: 9,
  at: at('10:06'),
};

describe('timeline of a record', () => {
  it('merges journal, notes, files and milestones of tasks, newest first', () => {
    const its = task({
      id: 't',
      incidentId: 'i',
      journal: [entry('created', '10:03'), entry('due', '10:05'), entry('accepted', '10:07')],
    });
    const foreign = task({ id: 'u', incidentId: 'other', journal: [entry('created', '10:03')] });
    const lines = timelineOf({
      on,
      journal: [entry('reported', '10:00'), entry('status', '10:04', { to: 'contained' })],
      notes: [note('n', '10:02'), note('elsewhere', '10:02', { kind: 'incident', id: 'other' })],
      attachments: [file],
      tasks: tasksOf({ id: 'i' }, [its, foreign]),
    });
    expect(lines.map((line) => `${line.at.slice(11, 16)} ${line.from} ${line.what}`)).toEqual([
      '10:07 task accepted',
      '10:06 attachment attachment',
      '10:04 journal status',
      '10:03 task created',
      '10:02 note note',
      '10:00 journal reported',
    ]);
  });

  it('tells observed and received apart only where they differ, and keeps the clamped mark', () => {
    const [late, same] = timelineOf({
      on,
      journal: [
        entry('status', '10:00', { observedAt: at('10:00') }),
        entry('status', '16:30', { observedAt: at('14:05'), clamped: true }),
      ],
      notes: [],
      attachments: [],
    });
    expect(late).toMatchObject({ at: at('16:30'), observedAt: at('14:05'), clamped: true });
    expect(same?.observedAt).toBeUndefined();
    expect(same?.clamped).toBeUndefined();
  });

  it('orders by the journal, not by when things were seen', () => {
    const lines = timelineOf({
      on,
      journal: [entry('reported', '10:00')],
      notes: [note('offline', '10:30', on, { observedAt: at('09:00') })],
      attachments: [],
    });
    expect(lines.map((line) => line.from)).toEqual(['note', 'journal']);
  });

  it('puts the later line of one moment first', () => {
    const journal = [entry('reported', '10:00'), entry('acknowledged', '10:00')];
    const lines = timelineOf({ on, journal, notes: [], attachments: [] });
    expect(lines.map((line) => line.what)).toEqual(['acknowledged', 'reported']);
  });
});
