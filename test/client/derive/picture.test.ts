import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../client/store/derive/digest.ts';
import { happeningsOf } from '../../../client/store/derive/feed.ts';
import { assetFeature, needLines } from '../../../client/app/map/facesToFeatures.ts';
import { showsAsset } from '../../../client/store/derive/filter.ts';
import {
  downAssets,
  numbersOf,
  openIncidents,
  sectorsIn,
  sectorsOf,
  strictestOf,
  tallied,
} from '../../../client/store/derive/picture.ts';
import { nameOrCode, type ShownAsset } from '../../../client/store/derive/shownAsset.ts';
import { atOnce } from '../../../client/store/derive/steps.ts';
import { situationReport } from '../../../client/store/derive/sitrep.ts';
import { asset, claim, facesOf, incident, ME, minutes, NOON, OURS, task, THEIRS } from './faces.support.ts';

describe('the picture', () => {
  it('counts each sector by status, of one nation when asked', () => {
    const assets = [
      asset(1),
      asset(2, { status: 'failed', country: 'PT' }),
      asset(3, { sector: 'health', status: 'unknown' }),
    ];
    expect(sectorsOf(assets)).toMatchObject([
      { sector: 'energy', operational: 1, failed: 1, total: 2 },
      { sector: 'health', unknown: 1, total: 1 },
    ]);
    expect(sectorsOf(assets, 'PT')).toMatchObject([{ sector: 'energy', operational: 0, failed: 1 }]);
  });

  it('lists what is down the worst first, then by the people it serves', () => {
    const list = downAssets([
      asset(1, { status: 'degraded', served: 9000 }),
      asset(2, { status: 'failed', served: 10 }),
      asset(3, { status: 'failed', served: 20 }),
      asset(4, { status: 'unknown' }),
    ]);
    expect(list.map((one) => nameOrCode(one))).toEqual(['Asset 3', 'Asset 2', 'Asset 1']);
  });

  it('puts unacknowledged incidents before acknowledged ones of the same severity', () => {
    const answered = incident(1, {
      changedAt: minutes(9),
      acknowledgements: [{ organisation: OURS, at: NOON, realAt: NOON }],
    });
    expect(openIncidents([answered, incident(2), incident(3, { status: 'closed' })], OURS).map(({ id }) => id)).toEqual(
      [incident(2).id, answered.id],
    );
  });

  it('says in numbers what is unanswered and how old the latest word is', () => {
    const faces = facesOf({
      incident: [incident(1), incident(2, { severity: 3, at: minutes(-4) })],
      asset: [asset(1, { status: 'failed', at: minutes(3) })],
      task: [task(1, { status: 'assigned' }), task(2, { due: minutes(-1) })],
    });
    expect(numbersOf(faces, OURS, NOON)).toMatchObject({
      critical: 1,
      major: 1,
      unacknowledged: 2,
      oldest: minutes(-4),
      failed: 1,
      unanswered: 1,
      overdue: 1,
      openTasks: 2,
      latest: minutes(3),
    });
  });

  it('shows the strictest label of what is on the screen (U12)', () => {
    expect(strictestOf(facesOf({ incident: [incident(1)], task: [task(1, { tlp: 'TLP:AMBER' })] }))).toBe('TLP:AMBER');
    expect(strictestOf(facesOf({}))).toBe('TLP:CLEAR');
  });
});

describe('the feed', () => {
  it('tells claims, journals and notes, the latest first, with what a device saw earlier', () => {
    const faces = facesOf({
      asset: [
        asset(1, {
          confirmed: claim('failed', minutes(5)),
          reports: [{ ...claim('degraded', minutes(1)), observedAt: minutes(-9) }],
        }),
      ],
      incident: [incident(1)],
      note: [
        {
          ...task(9),
          id: OURS,
          on: { kind: 'incident', id: incident(1).id },
          text: 'Smoke over the yard',
          at: minutes(2),
        } as never,
      ],
    });
    const list = happeningsOf(faces);
    expect(list.map(({ what }) => what)).toEqual(['confirmed', 'note', 'reportedAs', 'reported']);
    expect(list[2]?.observedAt).toBe(minutes(-9));
    expect(list[1]?.title).toBe('Incident 1');
  });

  it('gathers what happened since somebody left, without what they did themselves', () => {
    const faces = facesOf({
      asset: [
        asset(1, { confirmed: claim('failed', minutes(5)) }),
        asset(2, { confirmed: claim('operational', minutes(6)) }),
        asset(3, { confirmed: claim('failed', minutes(-60)) }),
        asset(4, { confirmed: { ...claim('failed', minutes(5)), by: { organisation: OURS, user: ME.id } } }),
      ],
    });
    const digest = digestOf(faces, ME, NOON);
    expect(digest.worse.map(({ title }) => title)).toEqual(['Asset 1']);
    expect(digest.better.map(({ title }) => title)).toEqual(['Asset 2']);
    expect(digest.total).toBe(2);
  });
});

describe('what the map is given', () => {
  const place = { lat: 40, lon: -3 };
  const viewing = {
    faces: facesOf({}),
    organisation: OURS,
    filter: { sector: ['health'] },
    selected: undefined,
    now: Date.parse(NOON),
    stale: false,
  };

  it('keeps a selected asset that the filter hides, dimmed (U4)', () => {
    const one = asset(1, { location: place });
    expect(showsAsset(viewing.filter, one)).toBe(false);
    expect(assetFeature(one, viewing)).toBeUndefined();
    expect(assetFeature(one, { ...viewing, selected: one.id })).toMatchObject({ dimmed: true, basis: 'unstated' });
  });

  it('draws a lost supply over the border to what depends on it', () => {
    const supplier = asset(1, { location: place, status: 'failed' });
    const need = {
      needId: OURS,
      type: 'physical' as const,
      rule: 'kofn' as const,
      k: 1,
      suppliers: [{ assetId: supplier.id, weight: 1, delay: 0, threshold: 1 }],
      alpha: 0,
      beta: 0,
    };
    const hospital = asset(2, { location: { lat: 41, lon: -8 }, country: 'PT', needs: [need] });
    const faces = facesOf({ asset: [supplier, hospital] });
    expect(needLines(faces, hospital.id)).toMatchObject([{ state: 'lost', direction: 'supplier', crossBorder: true }]);
    expect(needLines(faces, supplier.id)).toMatchObject([{ state: 'lost', direction: 'dependent' }]);
  });
});

describe('the situation report', () => {
  it('leaves out what is stricter than it may be, and carries the strictest label of what is in it', () => {
    const faces = facesOf({
      incident: [incident(1, { tlp: 'TLP:RED' }), incident(2, { tlp: 'TLP:AMBER', lead: THEIRS })],
      asset: [asset(1, { status: 'failed' })],
    });
    const report = situationReport(faces, OURS, NOON, 'TLP:AMBER');
    expect(report).toMatchObject({ tlp: 'TLP:AMBER', leftOut: 1, leads: [{ organisation: THEIRS }] });
    expect(report.numbers).toMatchObject({ critical: 1, failed: 1 });
    expect(situationReport(faces, OURS, NOON).tlp).toBe('TLP:RED');
  });

  it('[P-S9] is counted anew when a picture has come into the view that was counted before', () => {
    const shown = new Map<string, ShownAsset>();
    expect(atOnce(tallied(shown)).countries.size).toBe(0);
    for (const one of [asset(1), asset(2, { status: 'failed' })]) shown.set(one.id, one);
    expect(sectorsIn(atOnce(tallied(shown)))).toMatchObject([{ failed: 1, total: 2 }]);
  });
});
