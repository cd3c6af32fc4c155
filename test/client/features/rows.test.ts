import { describe, expect, it } from 'vitest';
import { assetRows, filterAssets, sortAssets } from '../../../client/features/assets/rows.ts';
import { asksFor, filterIncidents, sortIncidents } from '../../../client/features/incidents/rows.ts';
import { nearestAssets } from '../../../client/features/report/nearest.ts';
import type { ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import { atOnce, type Sorted } from '../../../client/store/derive/steps.ts';
import { choices } from '../../../client/ui/parts/choices.ts';
import { inMinutes, parseMoment } from '../../../client/ui/parts/moment.ts';
import { parsePlace } from '../../../client/ui/parts/place.ts';
import { asset, at, byId, incident } from './faces.ts';

const ids = (faces: readonly { id: string }[]) => faces.map((one) => one.id);
const nameOf = (id: string) => id;

describe('the list of incidents', () => {
  const acknowledgements = [{ organisation: 'us', at: at('09:05'), realAt: at('09:05') }];
  const minor = incident({ id: 'minor', severity: 1 });
  const critical = incident({ id: 'critical', severity: 4, acknowledgements, lead: 'zulu', status: 'responding' });
  const major = incident({ id: 'major', severity: 3, lead: 'alfa', at: at('09:30') });
  const closed = incident({ id: 'closed', severity: 4, status: 'closed' });
  const voided = incident({ id: 'voided', severity: 4, voided: { reason: 'test', at: at('09:10') } });
  const all = [minor, critical, major, closed, voided];
  const sorted = (by: Parameters<typeof sortIncidents>[1], reverse = false) =>
    ids(sortIncidents([minor, critical, major], by, { organisation: 'us', nameOf, reverse }));

  it('shows what is open until asked for the rest', () => {
    expect(ids(filterIncidents(all, {}, 'us'))).toEqual(['minor', 'critical', 'major']);
    expect(ids(filterIncidents(all, { settled: true }, 'us'))).toEqual(ids(all));
    expect(ids(filterIncidents(all, { statuses: ['closed'] }, 'us'))).toEqual(['closed']);
  });

  it('asks for an organisation until somebody of it has acknowledged', () => {
    expect(asksFor(critical, 'us')).toBe(false);
    expect(asksFor(critical, 'them')).toBe(true);
    expect(asksFor(closed, 'us')).toBe(false);
    expect(ids(filterIncidents(all, { unacknowledged: true }, 'us'))).toEqual(['minor', 'major']);
  });

  it('sorts by severity, age, status, lead and acknowledgement, both ways', () => {
    expect(sorted('severity')).toEqual(['critical', 'major', 'minor']);
    expect(sorted('severity', true)).toEqual(['minor', 'major', 'critical']);
    expect(sorted('age')).toEqual(['major', 'critical', 'minor']);
    expect(sorted('status')).toEqual(['major', 'minor', 'critical']);
    expect(sorted('lead')).toEqual(['minor', 'major', 'critical']);
    expect(sorted('unacknowledged')).toEqual(['major', 'minor', 'critical']);
  });
});

describe('the list of assets', () => {
  const failed = asset({ id: 'failed', name: 'Vitória', status: 'failed', country: 'PT', sector: 'health' });
  const unknown = asset({ id: 'unknown', name: 'Lisboa', status: 'unknown', organisation: 'ren' });
  const fine = asset({ id: 'fine', name: 'aldeadávila', owner: 'them' });
  const all = [fine, unknown, failed];

  it('puts the worst first, and finds names without their accents', () => {
    expect(ids(sortAssets(all, 'status', nameOf))).toEqual(['failed', 'unknown', 'fine']);
    expect(ids(sortAssets(all, 'name', nameOf))).toEqual(['fine', 'unknown', 'failed']);
    expect(ids(filterAssets(all, { q: 'VITORIA' }))).toEqual(['failed']);
    expect(ids(filterAssets(all, { q: 'ast-unk' }))).toEqual(['unknown']);
  });

  it('begins where it was: what did not change stands as it stood, what is new or another now is put in its place', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((id) => asset({ id, name: id }));
    const changed = asset({ id: 'two', name: 'two', status: 'failed' });
    const order = { by: 'status', nameOf } as const;
    const rows = (assets: readonly ShownAsset[], before?: Sorted<ShownAsset>) =>
      atOnce(assetRows(assets, {}, order, before));
    const before = rows([one!, two!, asset({ id: 'gone' })]);
    expect(rows([one!, changed, three!], before).rows).toEqual([changed, one, three]);
    expect(rows([one!, changed, three!]).rows).toEqual([changed, one, three]);
  });

  it('filters by sector, status, country, organisation and mine together', () => {
    expect(ids(filterAssets(all, { sectors: ['health'], countries: ['PT'], statuses: ['failed'] }))).toEqual([
      'failed',
    ]);
    expect(ids(filterAssets(all, { organisations: ['ren', 'them'] }))).toEqual(['fine', 'unknown']);
    expect(ids(filterAssets(all, { mine: 'us' }))).toEqual(['unknown', 'failed']);
    expect(filterAssets(all, { sectors: ['health'], countries: ['ES'] })).toEqual([]);
  });

  it('finds the nearest, also where degrees of longitude are short', () => {
    const oslo = asset({ id: 'oslo', location: { lat: 59.91, lon: 10.75 } });
    const east = asset({ id: 'east', location: { lat: 59.91, lon: 10.9 } });
    const far = asset({ id: 'far', location: { lat: 59.91, lon: 12 } });
    const near = nearestAssets([far, east, oslo], { lat: 59.91, lon: 10.76 }, 5, 10_000);
    expect(near.map((one) => one.asset.id)).toEqual(['oslo', 'east']);
  });
});

describe('choosing a record', () => {
  const faces = byId(
    asset({ id: 'a', name: 'Substation East' }),
    asset({ id: 'b', name: 'East Pump' }),
    asset({ id: 'c', name: 'Mill' }),
  );

  it('offers the suggested ones until something is typed, then names that begin so', () => {
    const suggested = [{ id: 'c', about: '2 km' }];
    expect(choices(faces, { search: '', taken: [], suggested })).toMatchObject([{ id: 'c', about: '2 km' }]);
    expect(ids(choices(faces, { search: 'east', taken: [], suggested }))).toEqual(['b', 'a']);
    expect(ids(choices(faces, { search: 'east', taken: ['b'] }))).toEqual(['a']);
    expect(ids(choices(faces, { search: 'east', taken: [], among: new Set(['a']) }))).toEqual(['a']);
  });
});

describe('a place as people type it', () => {
  it('reads decimal degrees with signs or letters, and nothing that is off the globe', () => {
    expect(parsePlace('40.4168, -3.7038')).toEqual({ lat: 40.4168, lon: -3.7038 });
    expect(parsePlace('40.4168N 3.7038W')).toEqual({ lat: 40.4168, lon: -3.7038 });
    expect(parsePlace('33.5° S; 7 O')).toEqual({ lat: -33.5, lon: -7 });
    expect(parsePlace('91, 0')).toBeUndefined();
    expect(parsePlace('Madrid')).toBeUndefined();
    expect(parsePlace('40.4168')).toBeUndefined();
  });
});

describe('a moment as people type it', () => {
  const now = at('12:10');

  it('reads minutes, hours and clock times from the operation’s own now', () => {
    expect(parseMoment('+90', now)).toBe(at('13:40'));
    expect(parseMoment('+1:30', now)).toBe(at('13:40'));
    expect(parseMoment('+2 h', now)).toBe(at('14:10'));
    expect(parseMoment('14:30Z', now)).toBe(at('14:30'));
    expect(parseMoment('2025-04-28 16:05Z', now)).toBe(at('16:05'));
    expect(inMinutes(now, 30)).toBe(at('12:40'));
  });

  it('takes the next one where the day is not said, and nothing that is no time', () => {
    expect(parseMoment('09:00Z', now)?.slice(0, 16)).toBe('2025-04-29T09:00');
    for (const text of ['25:00', '12:60', 'soon', '']) expect(parseMoment(text, now)).toBeUndefined();
  });

  it('takes a clock time without a Z as this device’s', () => {
    const typed = parseMoment('14:30', now);
    expect(new Date(typed ?? 0).getHours()).toBe(14);
  });
});
