import { afterEach, describe, expect, it, vi } from 'vitest';
import { glassJournal, glassLines } from '../../../client/features/sharing/glassLines.ts';
import { byLabel, byPartner, chosen, ownRecords, toCome } from '../../../client/features/sharing/inspectorRows.ts';
import { ledgerCsv } from '../../../client/features/sharing/ledgerCsv.ts';
import { sortedRows } from '../../../client/features/sharing/ledgerRows.ts';
import { packForecast, takePack } from '../../../client/features/sharing/packing.ts';
import { journalOf } from '../../../client/features/sharing/readings.ts';
import { breakGlassAlertsOf } from '../../../client/store/derive/breakGlass.ts';
import { ledger } from '../../../client/store/derive/ledger.ts';
import { codeOf } from '../../../shared/code.ts';
import type { ReadingFace } from '../../../shared/domain/reading/record.ts';
import {
  asset,
  facesOf,
  idOf,
  incident,
  ME,
  minutes,
  NOON,
  operation,
  OPERATION,
  organisation,
  OURS,
  task,
  THEIRS,
  twin,
} from '../derive/faces.support.ts';

const ours = { owner: OURS, by: { organisation: OURS, user: ME.id } };
const marked = (tlp: 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED' | 'TLP:CLEAR', more: object = {}) => ({
  ...ours,
  tlp,
  marking: { tlp, owner: OURS, circles: [], persons: [], ...more },
});
const around = {
  operation: [operation([OURS, THEIRS])],
  organisation: [organisation(OURS, 'Ours'), organisation(THEIRS, 'Theirs')],
};
const reading = (number: number, some: Partial<ReadingFace> = {}): ReadingFace => ({
  id: idOf(number),
  code: codeOf('reading', idOf(number)),
  version: 1,
  tlp: 'TLP:AMBER+STRICT',
  owner: THEIRS,
  by: { organisation: THEIRS },
  madeAt: NOON,
  realAt: minutes(number),
  at: NOON,
  what: 'export',
  owners: [OURS],
  ...some,
});

describe('the inspector lists our own records', () => {
  const faces = facesOf({
    ...around,
    asset: [asset(1, marked('TLP:GREEN')), asset(2), twin(3)],
    incident: [
      incident(4, marked('TLP:AMBER+STRICT', { expires: minutes(60) })),
      incident(5, marked('TLP:RED', { persons: [ME.id], downgrade: { at: minutes(30), tlp: 'TLP:GREEN' } })),
      incident(6, marked('TLP:GREEN', { expires: minutes(-1) })),
    ],
    task: [task(7, marked('TLP:CLEAR'))],
  });
  const records = ownRecords(faces, ME, OPERATION);
  const titles = (list: readonly { title: string }[]) => list.map(({ title }) => title);

  it('by label with whom they reach, and what becomes of them by itself, the soonest first', () => {
    expect(byLabel(records).map(({ tlp, total, reaches }) => [tlp, total, reaches.length])).toEqual([
      ['TLP:CLEAR', 1, 1],
      ['TLP:GREEN', 2, 1],
      ['TLP:AMBER+STRICT', 1, 0],
      ['TLP:RED', 1, 0],
    ]);
    expect([...byPartner(records)]).toEqual([[THEIRS, 3]]);
    expect(toCome(records, NOON).map(({ record, becomes }) => [record.title, becomes])).toEqual([
      ['Incident 5', 'TLP:GREEN'],
      ['Incident 4', undefined],
    ]);
  });

  it('the widest first, the strictest first, by kind, label and words', () => {
    const all = { kind: undefined, tlp: undefined, text: '', order: 'widest' } as const;
    expect(titles(chosen(records, all))).toEqual(['Task 7', 'Asset 1', 'Incident 6', 'Incident 4', 'Incident 5']);
    expect(titles(chosen(records, { ...all, order: 'strictest' }))[0]).toBe('Incident 5');
    expect(titles(chosen(records, { ...all, kind: 'incident', tlp: 'TLP:GREEN' }))).toEqual(['Incident 6']);
    expect(titles(chosen(records, { ...all, text: ` ${codeOf('asset', idOf(1)).toLowerCase()} ` }))).toEqual([
      'Asset 1',
    ]);
  });
});

describe('the ledger as a table', () => {
  const book = ledger(
    facesOf({
      ...around,
      organisation: [organisation(OURS, '=Ours'), organisation(THEIRS, 'Theirs')],
      asset: [asset(1)],
    }),
    ME,
    OPERATION,
  );
  const nameOf = (id: string) => (id === OURS ? '=Ours' : 'Theirs');

  it('stands in the order of the alphabet until another is asked for', () => {
    const names = (by: 'name' | 'records', reverse = false) =>
      sortedRows(book.rows, { by, reverse }, nameOf).map((row) => nameOf(row.organisation));
    expect(names('name')).toEqual(['=Ours', 'Theirs']);
    expect(names('name', true)).toEqual(['Theirs', '=Ours']);
    expect(names('records')).toEqual(['=Ours', 'Theirs']);
    expect(names('records', true)).toEqual(['Theirs', '=Ours']);
  });

  it('[P-A7] as a file no cell of it is run, and each line carries its label and EXERCISE', () => {
    const heading = { tlp: 'TLP:AMBER', exercise: true, at: NOON, operation: '@SUM(A1)' } as const;
    const [head, ...lines] = ledgerCsv(
      sortedRows(book.rows, { by: 'name', reverse: false }, nameOf),
      heading,
      nameOf,
      (key) => key,
    )
      .trimEnd()
      .split('\r\n');
    expect(head).toMatch(/^\ufeff.*,TLP,EXERCISE$/);
    expect(lines[0]).toMatch(/^'=Ours,0,/);
    expect(lines[1]).toMatch(/^Theirs,1,/);
    for (const line of lines) expect(line).toMatch(/,'@SUM\(A1\),2025-04-28T12:00:00.000Z,TLP:AMBER,EXERCISE$/);
  });
});

describe('the read journal', () => {
  it('[POL-17] latest first by real time; by our people, and by others of ours', () => {
    const list = [reading(1), reading(2, { owner: OURS, what: 'preview' }), reading(3, { what: 'break-glass' })];
    const shown = (whose: 'all' | 'ours' | 'of-ours', what?: ReadingFace['what']) =>
      journalOf(list, { whose, what }, OURS).map(({ id }) => Number(id.slice(0, 5)));
    expect(shown('all')).toEqual([3, 2, 1]);
    expect(shown('ours')).toEqual([2]);
    expect(shown('of-ours')).toEqual([3, 1]);
    expect(shown('all', 'export')).toEqual([1]);
  });

  it('[POL-17] a break-glass calls the originator at once; other readings, and our own, do not', () => {
    const by = { organisation: OURS, user: ME.id };
    const glass = { what: 'break-glass', reason: 'Lives at stake' } as const;
    const faces = facesOf({
      reading: [
        reading(1, glass),
        reading(2),
        reading(3, { ...glass, owners: [THEIRS] }),
        reading(4, { ...glass, owner: OURS, by }),
        // A colleague who administers the operation is no exception.
        reading(5, { ...glass, owner: OURS, by: { organisation: OURS } }),
      ],
    });
    expect(breakGlassAlertsOf(faces, ME)).toMatchObject([
      { kind: 'break-glass', entity: { kind: 'reading', id: idOf(1) }, title: 'Lives at stake', severity: 3 },
      { entity: { id: idOf(5) } },
    ]);
  });
});

describe('an evidence pack', () => {
  it('says beforehand how much, how strict and who is told', () => {
    const faces = facesOf({
      ...around,
      asset: [asset(1), twin(2)],
      incident: [
        incident(3, { tlp: 'TLP:AMBER' }),
        incident(4, marked('TLP:GREEN', { restricted: { tlp: 'TLP:AMBER+STRICT', circles: [], persons: [] } })),
      ],
      reading: [reading(9, { tlp: 'TLP:RED' })],
    });
    expect(packForecast(faces, OURS)).toEqual({ records: 4, tlp: 'TLP:AMBER+STRICT', owners: [THEIRS] });
    expect(packForecast(facesOf({}), OURS)).toEqual({ records: 0, tlp: 'TLP:GREEN', owners: [] });
  });

  const take = (answer: () => Promise<Response>, told: number[] = []) => {
    vi.stubGlobal('fetch', answer);
    return takePack('op', { reason: 'x' }, new AbortController().signal, (bytes) => told.push(bytes));
  };
  afterEach(() => void vi.unstubAllGlobals());

  it('is kept whole or not at all', async () => {
    const told: number[] = [];
    const headers = { 'content-disposition': 'attachment; filename="tocsin-pack-1.zip"' };
    const whole = await take(() => Promise.resolve(new Response('12345', { headers })), told);
    expect(whole).toMatchObject({ ok: true, name: 'tocsin-pack-1.zip' });
    expect([whole.ok && (await whole.file.text()), told]).toEqual(['12345', [5]]);
    const cut = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(3));
        controller.error(new Error('gone'));
      },
    });
    expect(await take(() => Promise.resolve(new Response(cut)))).toEqual({ ok: false, code: 'broken-off' });
    const busy = new Response(JSON.stringify({ code: 'busy' }), { status: 503 });
    expect(await take(() => Promise.resolve(busy))).toEqual({ ok: false, code: 'busy' });
    expect(await take(() => Promise.reject(new Error('no link')))).toEqual({ ok: false, code: 'unreachable' });
  });
});

it('what is behind the glass is said in words, and what it points to only as far as it is shown', () => {
  const faces = facesOf({ ...around, asset: [asset(1)] });
  const words = { t: (key: string) => `«${key}»`, exists: (key: string) => key.startsWith('ui.incidentStatus') };
  const face = {
    ...incident(2, { assetIds: [idOf(1), idOf(99)], location: { lat: 40, lon: -3 } }),
    marking: { persons: [ME.id] },
  };
  const lines = new Map(glassLines('incident', face as never, faces, words).map(({ field, says }) => [field, says]));
  expect(lines.get('status')).toBe('«ui.incidentStatus.reported»');
  expect(lines.get('location')).toBe('40.00000, -3.00000');
  expect(lines.get('assetIds')).toBe('Asset 1, «parts.notShown»');
  expect(lines.get('by')).toBe('Theirs');
  expect(lines.has('cause')).toBe(false);
  expect(glassJournal(face as never, faces, words)).toEqual([{ field: '28 Apr 12:00Z', says: 'Theirs · reported' }]);
});
