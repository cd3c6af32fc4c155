import { describe, expect, it } from 'vitest';
import { defaultTlp, reachOf } from '../../../client/store/derive/audience.ts';
import { placeIn, search } from '../../../client/store/derive/search.ts';
import {
  asset,
  facesOf,
  idOf,
  incident,
  ME,
  operation,
  OPERATION,
  organisation,
  OURS,
  THEIRS,
} from './faces.support.ts';

const OTHER = idOf(77);
const CIRCLE = idOf(78);
const author = { organisation: OURS, user: ME.id };
const faces = facesOf({
  operation: [operation([OURS, THEIRS, OTHER])],
  organisation: [organisation(OURS, 'Ours'), organisation(THEIRS, 'Theirs'), organisation(OTHER, 'Other')],
  circle: [{ id: CIRCLE, code: 'CIR-0000', version: 1, name: 'Grid', owner: OURS, members: [OURS, THEIRS] }],
});
const reach = (marking: Parameters<typeof reachOf>[3]) => reachOf(faces, OPERATION, author, marking);

describe('who will see it', () => {
  it('is everybody of the operation at GREEN, the own organisation alone at AMBER without a circle', () => {
    expect(reach({ tlp: 'TLP:GREEN' }).organisations).toHaveLength(3);
    expect(reach({ tlp: 'TLP:AMBER+STRICT' })).toMatchObject({ organisations: [OURS], andClients: false });
  });

  it('names the members of a circle, and says that clients of partners may come with AMBER', () => {
    expect(reach({ tlp: 'TLP:AMBER', circles: [CIRCLE] })).toMatchObject({
      organisations: [OURS, THEIRS],
      andClients: true,
    });
  });

  it('tells apart who would not see the restricted fields', () => {
    const marking = { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT', circles: [CIRCLE] } } as const;
    expect(reach({ ...marking, restricted: { ...marking.restricted, circles: [CIRCLE] } }).withoutRestricted).toEqual([
      OTHER,
    ]);
  });

  it('takes the operation default, or what it hangs on if that is stricter', () => {
    expect(defaultTlp(faces, OPERATION)).toBe('TLP:GREEN');
    expect(defaultTlp(faces, OPERATION, 'TLP:AMBER')).toBe('TLP:AMBER');
    expect(defaultTlp(faces, undefined)).toBe('TLP:AMBER+STRICT');
  });
});

describe('search over what is shown (U1)', () => {
  const shown = facesOf({
    asset: [asset(1, { name: 'Málaga 400 kV' })],
    incident: [incident(2, { title: 'Fire near Málaga' })],
  });

  it('finds names without their accents, and codes however they are typed', () => {
    expect(search(shown, 'malaga').map(({ kind }) => kind)).toEqual(['asset', 'incident']);
    const { code } = incident(2);
    expect(search(shown, code.toLowerCase().replace('-', ' '))[0]?.code).toBe(code);
    expect(search(shown, 'nothing')).toEqual([]);
  });

  it('reads coordinates with signs or with letters, and nothing else', () => {
    expect(placeIn('40.42, -3.7')).toEqual({ lat: 40.42, lon: -3.7 });
    expect(placeIn('40.42 N 3.7 W')).toEqual({ lat: 40.42, lon: -3.7 });
    expect(placeIn('95, 10')).toBeUndefined();
    expect(placeIn('INC-7K3Q')).toBeUndefined();
  });
});
