import { describe, expect, it } from 'vitest';
import { bothSides } from '../../../client/store/conflict.ts';
import { Picture } from '../../../client/store/picture.ts';
import { emptyFaces } from '../../../client/sync/confirmed.ts';
import type { Entry } from '../../../client/sync/reconcile.ts';
import type { AssetFace, ShownClaim } from '../../../shared/domain/asset/record.ts';
import type { Instant } from '../../../shared/time.ts';

const at = '2026-03-01T10:00:00.000Z' as Instant;
const by = { organisation: 'grid', user: 'ana' };
const said: ShownClaim = { status: 'operational', level: 1_000_000, since: at, at, realAt: at, by };
const pump: AssetFace = {
  id: 'pump',
  code: 'AST-0000',
  version: 1,
  tlp: 'TLP:GREEN',
  owner: 'grid',
  by,
  madeAt: at,
  realAt: at,
  name: 'Pump',
  sector: 'energy',
  kind: 'pump',
  country: 'ES',
  status: 'operational',
  level: 1_000_000,
  basis: 'confirmed',
  since: at,
  at,
  confirmed: said,
};

function refusal(data: Record<string, unknown>, code = 'stale') {
  const entry: Entry = {
    commandId: 'c',
    operation: 'op',
    type: 'asset.setStatus',
    data: { assetId: 'pump', ...data },
    madeAt: at,
    key: 'k',
    state: 'queued',
    target: { kind: 'asset', id: 'pump' },
  };
  return { entry, code, message: '', at };
}
function picture(...roles: ('owner' | 'responder')[]) {
  const faces = emptyFaces();
  faces.asset.set('pump', pump);
  const made = new Picture();
  made.reset(faces, 'op', { ...by, roles }, []);
  return made;
}

describe('a stale command shows both values', () => {
  it('[U6][CLI-3] where they differ, without what only keeps the books', () => {
    expect(bothSides(refusal({ status: 'failed' }), picture('owner'))).toEqual({
      theirs: { status: 'operational', level: 1_000_000 },
      mine: { status: 'failed', level: 0 },
    });
  });
  it('[U6] a report that changes nothing shown is told by itself', () => {
    const both = bothSides(refusal({ status: 'failed' }), picture('responder'));
    expect(both?.theirs).toEqual({});
    expect(Object.keys(both!.mine).sort()).toEqual(['disputed', 'reports']);
  });
  it('only for a stale one, of a record that is still shown', () => {
    expect(bothSides(refusal({ status: 'failed' }, 'not-allowed'), picture('owner'))).toBeUndefined();
    const empty = new Picture();
    empty.reset(emptyFaces(), 'op', { ...by, roles: ['owner'] }, []);
    expect(bothSides(refusal({ status: 'failed' }), empty)).toBeUndefined();
  });
});
