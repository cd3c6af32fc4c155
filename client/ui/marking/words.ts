import type { GuestSees, Inspection, OrganisationSees } from '../../../shared/sharing/inspect.ts';
import type { Say } from '../assetName.ts';
import type { Preview } from './api.ts';

/** How names and lists are put into words: given, so that the sentences can be tried without a screen. */
export interface Telling {
  readonly say: Say;
  readonly list: (words: readonly string[]) => string;
  readonly organisation: (id: string) => string;
  readonly circle: (id: string) => string;
  readonly person: (id: string) => string;
}

const isSeen = ({ sees }: OrganisationSees | GuestSees): boolean => sees === 'all' || sees === 'without-restricted';

const isTheirs = ({ organisations }: Inspection): boolean => organisations.some(({ why }) => why === 'source');

/** Restricted fields by their names; a place and an area are one word. */
export function fieldWords(fields: readonly string[], { say, list }: Pick<Telling, 'say' | 'list'>): string {
  const words = fields.map((field) => (field === 'area' ? 'location' : field));
  // Always in this order: what it is, why, where.
  const order = ['description', 'cause', 'contacts', 'buffers', 'location', 'notes'];
  const known = order.filter((field) => words.includes(field));
  return list(known.map((field) => say(`marking.restrictedField.${field}`)));
}

/** "4 organisations will see it; 2 of them without cause and exact place." */
export function audienceSentence(preview: Inspection, telling: Telling): string {
  const { say } = telling;
  // Whom a partner shares what it hangs on with is not ours to count.
  if (isTheirs(preview)) return say('marking.sentence', { who: say('marking.asSource') });
  const seeing = preview.organisations.filter(isSeen);
  const partly = seeing.filter(({ sees }) => sees === 'without-restricted').length;
  const fields = fieldWords(preview.restricted, telling);
  const without =
    partly === 0 || preview.restricted.length === 0
      ? ''
      : seeing.length === 1
        ? say('marking.allWithout', { fields })
        : say('marking.without', { count: partly, fields });
  const who = whoSees(preview, seeing, telling);
  return without === '' ? say('marking.sentence', { who }) : say('marking.sentenceWithout', { who, without });
}

function whoSees({ tlp }: Inspection, seeing: readonly OrganisationSees[], { say }: Telling): string {
  const named = seeing.reduce((sum, { persons = [] }) => sum + persons.length, 0);
  if (tlp === 'TLP:RED' && named > 0) return say('marking.persons', { count: named });
  const [only, another] = seeing;
  if (only && !another && only.why === 'owner') return say('marking.onlyYours');
  return say('marking.organisations', { count: seeing.length });
}

/** What there is to say beside that: who is shown the area, guests, that nobody selected means nobody. */
export function audienceRemarks(
  preview: Preview,
  { circles, telling }: { circles: boolean; telling: Telling },
): string[] {
  const { say } = telling;
  const { organisations, tlp, hangsOn } = preview;
  const others = organisations.filter((one) => isSeen(one) && one.why !== 'owner');
  const area = organisations.filter(({ sees }) => sees === 'area').length;
  const guests = preview.guests.filter(isSeen).length;
  const remarks: string[] = [];
  if (tlp.startsWith('TLP:AMBER') && !circles && !hangsOn && others.length === 0) remarks.push(say('marking.noCircle'));
  if (area > 0) remarks.push(say('marking.areaOnly', { count: area }));
  if (guests > 0) remarks.push(say('marking.guests', { count: guests }));
  if (preview.partnersGuests && others.length > 0) remarks.push(say('marking.partnersGuests'));
  if (hangsOn && !isTheirs(preview)) remarks.push(say('marking.hangsOn'));
  if (tlp === 'TLP:CLEAR') remarks.push(say('marking.public'));
  return remarks;
}

/** "3 will see more, 1 will see less." */
export function changeSentence({ more = [], less = [] }: Preview, { say }: Pick<Telling, 'say'>): string | undefined {
  const parts = [
    more.length > 0 && say('marking.more', { count: more.length }),
    less.length > 0 && say('marking.less', { count: less.length }),
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : say('marking.sentence', { who: parts.join(say('marking.comma')) });
}

/** Who sees the same for the same reason. */
export interface Group {
  readonly key: string;
  readonly answer: OrganisationSees;
  readonly organisations: readonly OrganisationSees[];
}

export function groupsOf(organisations: readonly OrganisationSees[]): Group[] {
  const groups = new Map<string, OrganisationSees[]>();
  for (const one of organisations) {
    // The named persons are not those of another organisation.
    const persons = one.persons ? one.organisation : '';
    const key = [one.sees, one.why, one.circle ?? '', one.clientOf ?? '', persons].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, members]) => ({ key, answer: members[0]!, organisations: members }));
}

/** Why somebody is shown it, or is not: "in the circle Iberian grid". */
export function reasonWords(answer: OrganisationSees, { say, circle, organisation, person, list }: Telling): string {
  const { why, clientOf, persons = [] } = answer;
  if (why === 'circle') return say('marking.why.circle', { circle: circle(answer.circle ?? '') });
  if (why === 'client') return say('marking.why.client', { sponsor: organisation(clientOf ?? '') });
  if (why === 'person') return say('marking.why.person', { persons: list(persons.map(person)) });
  return say(`marking.why.${why}`);
}

/** The same in a word or two, for a cell. */
export function shortReason(
  { why, circle: through, clientOf }: OrganisationSees,
  { say, circle, organisation }: Telling,
) {
  if (why === 'circle') return say('marking.short.circle', { circle: circle(through ?? '') });
  if (why === 'client') return say('marking.short.client', { sponsor: organisation(clientOf ?? '') });
  return say(`marking.short.${why}`);
}
