import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Preview } from '../../../client/ui/marking/api.ts';
import {
  audienceRemarks,
  audienceSentence,
  changeSentence,
  groupsOf,
  reasonWords,
  type Telling,
} from '../../../client/ui/marking/words.ts';
import type { OrganisationSees } from '../../../shared/sharing/inspect.ts';

const words = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../client/texts/en/${name}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
let telling: Telling;
beforeAll(async () => {
  const say = await i18next.createInstance().init({
    lng: 'en',
    resources: { en: { translation: words('marking') } },
    keySeparator: false,
    nsSeparator: false,
  });
  const lists = new Intl.ListFormat('en-GB', { type: 'conjunction' });
  const same = (id: string) => id.toUpperCase();
  telling = { say, list: (all) => lists.format(all), organisation: same, circle: same, person: same };
});

const own: OrganisationSees = { organisation: 'own', sees: 'all', why: 'owner' };
const inCircle = (organisation: string, sees: OrganisationSees['sees'] = 'all'): OrganisationSees => ({
  organisation,
  sees,
  why: 'circle',
  circle: 'grid',
});
const blind: OrganisationSees = { organisation: 'blind', sees: 'nothing', why: 'marking' };
const of = (organisations: OrganisationSees[], more: Partial<Preview> = {}): Preview => ({
  tlp: 'TLP:AMBER',
  organisations,
  guests: [],
  partnersGuests: false,
  restricted: [],
  ...more,
});

describe('who will see it, in words', () => {
  it('names how many, and of how many what is withheld', () => {
    const preview = of(
      [
        own,
        inCircle('a'),
        inCircle('d'),
        inCircle('b', 'without-restricted'),
        inCircle('c', 'without-restricted'),
        blind,
      ],
      {
        restricted: ['location', 'area', 'cause'],
      },
    );
    expect(audienceSentence(preview, telling)).toBe(
      '5 organisations will see it; 2 of them without cause and exact place.',
    );
  });

  it('what goes with a record of a partner is not counted: whom that one is shared with is theirs to know', () => {
    const preview = of([own, { organisation: 'a', sees: 'all', why: 'source' }], {
      hangsOn: { kind: 'incident', id: 'theirs' },
    });
    expect(audienceSentence(preview, telling)).toBe(
      'Your organisation will see it, and whoever sees the record it hangs on.',
    );
    expect(audienceRemarks(preview, { circles: false, telling })).toEqual([]);
  });

  it('nobody selected means nobody, and is said', () => {
    const preview = of([own, blind], { tlp: 'TLP:AMBER+STRICT' });
    expect(audienceSentence(preview, telling)).toBe('Only your organisation will see it.');
    expect(audienceRemarks(preview, { circles: false, telling })).toEqual(['No circle is chosen, so nobody else.']);
    expect(audienceRemarks(preview, { circles: true, telling })).toEqual([]);
  });

  it('TLP:RED is for persons, not for their organisations', () => {
    const persons = (organisation: string, ...names: string[]): OrganisationSees => ({
      organisation,
      sees: 'all',
      why: 'person',
      persons: names,
    });
    const preview = of([persons('own', 'me'), persons('a', 'x', 'y'), blind], { tlp: 'TLP:RED' });
    expect(audienceSentence(preview, telling)).toBe('Only 3 named persons will see it.');
    expect(groupsOf(preview.organisations).map(({ answer }) => reasonWords(answer, telling))).toEqual([
      'Named: ME',
      'Named: X and Y',
      'Not in its marking',
    ]);
  });

  it("guests of one's own are counted; of partners it is only said that they may have some", () => {
    const guests = [
      { user: 'g', sees: 'all' as const },
      { user: 'h', sees: 'nothing' as const },
    ];
    const preview = of([own, inCircle('a'), { ...blind, sees: 'area', why: 'twin' }], { guests, partnersGuests: true });
    expect(audienceRemarks(preview, { circles: true, telling })).toEqual([
      '1 more sees an area only.',
      '1 guest of yours sees it too.',
      "Partners' guests may see it too.",
    ]);
  });

  it('an act of marking says who gains and who loses, and nothing where nobody does', () => {
    expect(changeSentence(of([own], { more: ['a', 'b', 'c'], less: ['d'] }), telling)).toBe(
      '3 will see more, 1 will see less.',
    );
    expect(changeSentence(of([own], { more: [], less: [] }), telling)).toBeUndefined();
  });
});
