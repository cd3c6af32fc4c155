import { describe, expect, it } from 'vitest';
import { boundsOf, someOf } from '../../../client/app/map/bounds.ts';
import { assetFeature, glimpseOf, type Viewing } from '../../../client/app/map/facesToFeatures.ts';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { Records } from '../../../shared/protocol/down.ts';
import { decodeColumns } from '../../../shared/columns/decode.ts';
import { encodeColumns } from '../../../shared/columns/encode.ts';
import { atOnce } from '../../../client/store/derive/steps.ts';
import { utf8 } from '../../../server/desk/columns.ts';
import { asset, facesOf, OURS } from '../derive/faces.support.ts';

describe('[P-S9] a picture is glimpsed before it is made into faces', () => {
  const placed = [1, 2, 3].map((n) => ({ ...asset(n), location: { lat: 40 + n, lon: -3 - n } }));
  const { location: _nowhere, ...lost } = asset(4);
  const faces = [placed[0]!, lost, placed[1]!, { ...placed[2]!, status: 'failed' as const }];
  const pieces = atOnce(
    encodeColumns({ operation: 'o', cursor: 'c', records: { asset: faces } as unknown as Records }, utf8),
  );
  const columns = decodeColumns(new Uint8Array(Buffer.concat(pieces)), utf8);
  if ('refused' in columns) throw new Error(columns.refused);
  const assets = columns.kinds.get('asset')!;
  const viewing: Viewing = {
    faces: facesOf({}),
    organisation: OURS,
    filter: {},
    selected: undefined,
    now: 0,
    stale: false,
  };

  it('shows those that have a place, where they are and as they will be drawn', () => {
    const glimpse = glimpseOf(assets, viewing)!;
    const whole = [faces[0], faces[2], faces[3]] as AssetFace[];
    expect([...glimpse.lat]).toEqual(whole.map(({ location }) => location!.lat));
    expect([...glimpse.lon]).toEqual(whole.map(({ location }) => location!.lon));
    expect(glimpse.count).toBe(3);
    for (const [index, face] of whole.entries()) {
      expect(glimpse.status(index)).toBe(face.status);
      expect(glimpse.feature(index)).toEqual(assetFeature(face, viewing));
    }
  });

  it('is looked at in the same box as the whole', () => {
    expect(boundsOf(someOf(assets))).toEqual(boundsOf(faces as AssetFace[]));
  });
});
