import type { Audienced, MarkedRow, PersonRow, Plain } from './plain.ts';

/**
 * Who sees what, as sets of persons: each rule of the tables of the sharing policy is a set, and rules are joined by
 * union, intersection and difference. Rules that speak of other records are run until nothing is added.
 */
export interface Seen {
  readonly full: ReadonlyMap<string, ReadonlySet<string>>;
  readonly restricted: ReadonlyMap<string, ReadonlySet<string>>;
  /** By the twin's own key. */
  readonly twin: ReadonlyMap<string, ReadonlySet<string>>;
}
type People = ReadonlySet<string>;
const NOBODY: People = new Set();

const ORDER = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'];
const within = (tlp: string, cap: string) => ORDER.indexOf(tlp) <= ORDER.indexOf(cap);

export function seenIn(plain: Plain): Seen {
  const everybody = [...plain.persons.values()];
  const people = (which: (person: PersonRow) => boolean): People =>
    new Set(everybody.filter(which).map((person) => person.id));
  const memory = new Map<string, People>();

  /** The table of labels. */
  function labelled({ tlp, owner, circles, persons }: Audienced): People {
    const asked = `${tlp} ${owner} ${circles.join()} ${tlp === 'TLP:RED' ? persons.join() : ''}`;
    const known = memory.get(asked);
    if (known) return known;
    const named = new Set([owner, ...circles.flatMap((circle) => plain.circles.get(circle)?.members ?? [])]);
    const withClients = new Set([...named, ...[...named].flatMap((each) => plain.clients.get(each) ?? [])]);
    const capped = (person: PersonRow) => !person.guest || within(tlp, person.cap!);
    const table: Record<string, (person: PersonRow) => boolean> = {
      'TLP:RED': (person) => persons.includes(person.id) && capped(person),
      'TLP:AMBER+STRICT': (person) => named.has(person.organisation) && !person.guest,
      'TLP:AMBER': (person) => withClients.has(person.organisation) && capped(person),
      'TLP:GREEN': capped,
      'TLP:CLEAR': capped,
    };
    const set = people(table[tlp] ?? (() => false));
    memory.set(asked, set);
    return set;
  }
  const membersOf = (organisation: string) => people((p) => !p.guest && p.organisation === organisation);

  /** Those whom a record's own content adds: whoever is asked or concerned, as far as they see what it is about. */
  function also(row: MarkedRow): People {
    const members = union(...row.alsoOrganisations.map(membersOf));
    if (row.kind === 'task') return row.tlp === 'TLP:RED' ? intersection(members, new Set([row.alsoPerson!])) : members;
    return row.about === undefined ? members : intersection(members, full.get(row.about) ?? NOBODY);
  }

  /**
   * Those who see another record, as long as its words reach nobody whom they did not reach then. Once they do, it stays
   * among the persons it was for, else with the people of both owners.
   */
  function following(row: MarkedRow, { key, then }: NonNullable<MarkedRow['as']>): People {
    const other = plain.marked.get(key);
    if (!other) return NOBODY;
    const capped = people(
      (person) => !person.guest || (row.tlp !== 'TLP:AMBER+STRICT' && within(row.tlp, person.cap!)),
    );
    const now = intersection(full.get(key)!, capped);
    const { tlp, circles, persons } = other.admits;
    const subset = (a: readonly string[], b: readonly string[]) => a.every((each) => b.includes(each));
    const stricter = within(then.tlp, tlp) && subset(circles, then.circles);
    const red = tlp === 'TLP:RED' ? then.tlp === 'TLP:RED' && subset(persons, then.persons) : then.tlp !== 'TLP:RED';
    if (stricter && red) return now;
    if (then.tlp === 'TLP:RED') return intersection(now, new Set(then.persons));
    return intersection(now, union(membersOf(row.owner), membersOf(other.owner)));
  }

  const full = new Map<string, People>([...plain.marked.keys()].map((key) => [key, NOBODY]));
  const chosen = chosenByLink(plain);
  function next(row: MarkedRow): People {
    const admitted = row.as ? following(row, row.as) : labelled(row.admits);
    const own = membersOf(row.owner);
    let set = row.expired ? intersection(admitted, own) : union(admitted, also(row));
    if (row.hidden) set = intersection(set, own);
    for (const source of row.sources) set = intersection(set, full.get(source) ?? NOBODY);
    // Its steps name their assets: nothing that is not RED names what is.
    const names = row.kind === 'scenario' && row.tlp !== 'TLP:RED';
    if (names && row.sources.some((source) => plain.marked.get(source)?.tlp === 'TLP:RED')) set = NOBODY;
    return without(set, (person) => chosen(person, row.key));
  }
  for (let grew = true; grew;) {
    grew = false;
    for (const row of plain.marked.values()) {
      const set = next(row);
      if (set.size === full.get(row.key)!.size) continue;
      full.set(row.key, set);
      grew = true;
    }
  }

  const restricted = new Map<string, People>();
  const twin = new Map<string, People>();
  for (const row of plain.marked.values()) {
    const shown = full.get(row.key)!;
    restricted.set(row.key, row.restricted ? intersection(shown, labelled(row.restricted)) : shown);
    if (!row.twin) continue;
    const admitted = row.hidden
      ? NOBODY
      : row.twin.expired
        ? intersection(labelled(row.twin.admits), membersOf(row.owner))
        : labelled(row.twin.admits);
    const kept = without(admitted, (person) => {
      // Named by the asset's own id the area is chosen only by a sponsor who sees the asset.
      const by = person.sponsor === undefined || shown.has(person.sponsor);
      return (by && chosen(person, row.key)) || chosen(person, row.twin!.key);
    });
    twin.set(row.twin.key, new Set([...kept].filter((id) => !shown.has(id))));
  }
  return { full, restricted, twin };

  function without(set: People, stays: (person: PersonRow) => boolean): People {
    return new Set([...set].filter((id) => stays(plain.persons.get(id)!)));
  }
}

/** A guest's link may name records: these, and the notes and attachments that hang on them. */
const chosenByLink =
  (plain: Plain) =>
  ({ only }: PersonRow, key: string): boolean =>
    !only || chain(plain, key).some((one) => only.has(one));

/** A record and what it hangs on, step by step. */
function chain(plain: Plain, key: string): string[] {
  return [key, ...(plain.marked.get(key)?.sources ?? []).flatMap((source) => chain(plain, source))];
}

const union = (...sets: readonly People[]): People => new Set(sets.flatMap((set) => [...set]));
const intersection = (a: People, b: People): People => new Set([...a].filter((id) => b.has(id)));
