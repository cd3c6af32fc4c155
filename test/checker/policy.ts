import type { Facts, Marking, RecordFacts } from './facts.ts';
import { DEFAULT_LABEL } from './stage.ts';
import { and, inAll, MAYBE, NO, not, or, sure, YES, type Three } from './three.ts';
import type { Window } from './timeline.ts';

/** Strictness: CLEAR < GREEN < AMBER < AMBER+STRICT < RED. */
export const LABELS: readonly string[] = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'];
export const strict = (label: string): number => LABELS.indexOf(label);

/** Deadlines that pass so near (ms) to a moment may be before or after it. */
const NEAR_MS = 150;

type Whom = Pick<Marking, 'tlp' | 'circles' | 'persons'>;

/**
 * The checker's own reading of the sharing policy, word for word from its tables, and in three values: it knows only
 * when commands were sent and answered. It shares no code with the server.
 */
export class Policy {
  readonly #facts: Facts;
  readonly #known = new Map<string, Three>();
  #window: Window = { from: 0, to: 0 };

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Whether a person takes part: a role, not disabled; a guest until the time of the link ends, while the sponsor is in. */
  takesPart(person: string, window: Window): Three {
    return this.#once(`part/${person}`, window, () => {
      const guest = this.#facts.guests.get(person);
      return and(
        () => inAll(this.#facts.roles.get(person)?.during(window) ?? [], (roles) => sure(roles.length > 0)),
        () => inAll(this.#facts.disabled.get(person)?.during(window) ?? [], (disabled) => sure(!disabled)),
        () => {
          if (!guest) return YES;
          const stands = inAll(guest.until.during(window), (until) => not(this.#passed(until, window)));
          return and(
            () => (guest.until.begun(window) ? stands : stands === NO ? NO : MAYBE),
            () => this.takesPart(guest.sponsor, window),
          );
        },
      );
    });
  }

  /** The full face of a record. */
  sees(person: string, key: string, window: Window): Three {
    return this.#once(`${person}/${key}`, window, () => {
      const record = this.#facts.records.get(key);
      if (!record) return NO;
      const shown = and(
        () => this.takesPart(person, window),
        () =>
          or(
            () => inAll(record.marking.during(window), (marking) => this.#admits(person, record, marking, window)),
            () => this.#assigned(person, record, window),
          ),
        // Shown only where the full face of every source is.
        () =>
          inAll(record.sources.during(window), (sources) =>
            and(...sources.map((source) => () => this.sees(person, source, window))),
          ),
      );
      // A scenario of a record that is RED by now: it may not point to it, so it may be gone as a whole.
      if (shown === YES && key.startsWith('scenario:') && this.#restsOnRed(record, window)) return MAYBE;
      return shown === YES && !record.marking.begun(window) ? MAYBE : shown;
    });
  }

  /** The fields that the noun names as restricted. */
  seesRestricted(person: string, key: string, window: Window): Three {
    const record = this.#facts.records.get(key);
    if (!record) return NO;
    return and(
      () => this.sees(person, key, window),
      () =>
        inAll(record.marking.during(window), ({ restricted }) =>
          restricted ? this.#whom(person, record.owner, restricted, window) : YES,
        ),
    );
  }

  /** The coarse twin: where its own marking admits and the exact asset is not shown. Never both. */
  seesTwin(person: string, key: string, window: Window): Three {
    const record = this.#facts.records.get(key);
    if (!record) return NO;
    const shown = and(
      () => this.takesPart(person, window),
      () => inAll(record.twin.during(window), (twin) => (twin ? this.#admits(person, record, twin, window) : NO)),
      () => not(this.sees(person, key, window)),
    );
    return shown === YES && !record.marking.begun(window) ? MAYBE : shown;
  }

  /** Circles, persons, reasons and history are the owner's. */
  owns(person: string, key: string, window: Window): Three {
    const record = this.#facts.records.get(key);
    if (!record || record.owner !== this.#facts.organisationOf(person) || this.#facts.guests.has(person)) return NO;
    return this.sees(person, key, window);
  }

  /** A request for release is between who asks and the owner of what is asked for: nobody else, and no guest, reads of it. */
  seesRelease(person: string, release: string, window: Window): Three {
    const asked = this.#facts.asked.get(release);
    const owner = asked && this.#facts.records.get(asked.key)?.owner;
    if (!asked || this.#facts.guests.has(person)) return NO;
    const home = this.#facts.organisationOf(person);
    if (home !== this.#facts.organisationOf(asked.by) && home !== owner) return NO;
    return and(
      () => this.takesPart(person, window),
      () => MAYBE,
    );
  }

  /** The names of a circle: its members and its owner. */
  seesCircle(person: string, circle: string, window: Window): Three {
    const held = this.#facts.circles.get(circle);
    if (!held || this.#facts.guests.has(person)) return NO;
    const home = this.#facts.organisationOf(person);
    if (held.owner === home) return YES;
    return inAll(held.members.during(window), (members) => sure(members.includes(home)));
  }

  /** Whether the label in force is surely RED, whatever was under way. */
  isRed(record: RecordFacts, window: Window): boolean {
    const states = record.marking.during(window);
    return (
      record.marking.begun(window) &&
      states.length > 0 &&
      states.every((marking) => !marking.like && this.#labels(marking, window).every((label) => label === 'TLP:RED'))
    );
  }

  #restsOnRed(scenario: RecordFacts, window: Window): boolean {
    return scenario.sources
      .during(window)
      .flat()
      .some((source) =>
        this.#facts.records
          .get(source)
          ?.marking.during(window)
          .some((marking) => this.#labels(marking, window).includes('TLP:RED')),
      );
  }

  #admits(person: string, record: RecordFacts, marking: Marking, window: Window): Three {
    const expired = marking.expires === undefined ? NO : this.#passed(marking.expires, window);
    const admitted = marking.like
      ? this.#likeWhatItHangsOn(person, record, marking.like, window)
      : inAll(this.#labels(marking, window), (tlp) => this.#whom(person, record.owner, { ...marking, tlp }, window));
    if (expired === NO || admitted === NO) return admitted;
    // What has expired is nobody's but its owner's: of them the policy does not say.
    const home = this.#facts.organisationOf(person) === record.owner;
    return home || expired === MAYBE ? MAYBE : NO;
  }

  /** The table of labels. */
  #whom(person: string, owner: string, { tlp, circles, persons }: Whom, window: Window): Three {
    const guest = this.#facts.guests.get(person);
    // A guest sees what its sponsor's organisation sees by GREEN or AMBER up to the cap; RED only if named.
    if (guest && strict(tlp) > strict(guest.cap)) return NO;
    switch (tlp) {
      case 'TLP:CLEAR':
      case 'TLP:GREEN':
        return YES;
      case 'TLP:AMBER':
        return this.#reached(person, owner, circles, true, window);
      case 'TLP:AMBER+STRICT':
        return guest ? NO : this.#reached(person, owner, circles, false, window);
      default:
        return sure(persons.includes(person));
    }
  }

  /** The owner, the members of the circles, and at AMBER the clients that any of those declared: not theirs in turn. */
  #reached(person: string, owner: string, circles: readonly string[], clients: boolean, window: Window): Three {
    const home = this.#facts.organisationOf(person);
    const isMember = (organisation: string): Three =>
      organisation === owner
        ? YES
        : or(
            ...circles.map(
              (circle) => () =>
                inAll(this.#facts.circles.get(circle)?.members.during(window) ?? [[]], (members) =>
                  sure(members.includes(organisation)),
                ),
            ),
          );
    if (!clients) return isMember(home);
    return or(
      () => isMember(home),
      ...Object.keys(this.#facts.stage.organisations).map(
        (other) => () =>
          and(
            () =>
              inAll(this.#facts.clients.get(other)?.during(window) ?? [[]], (declared) =>
                sure(declared.includes(home)),
              ),
            () => isMember(other),
          ),
      ),
    );
  }

  /** The audience that what it hangs on had then, if that was stricter than the default; it does not follow a widening. */
  #likeWhatItHangsOn(
    person: string,
    record: RecordFacts,
    { key, window: then }: NonNullable<Marking['like']>,
    window: Window,
  ): Three {
    const parent = this.#facts.records.get(key);
    if (!parent) return MAYBE;
    const now = parent.marking.during(window);
    return inAll(parent.marking.during(then), (marking) => {
      const unchanged = now.every((one) => one === marking);
      if (marking.like) {
        const seen = this.#likeWhatItHangsOn(person, parent, marking.like, window);
        return unchanged ? seen : seen === NO ? NO : MAYBE;
      }
      return inAll(this.#labels(marking, then), (label) => {
        if (strict(label) <= strict(DEFAULT_LABEL)) return YES;
        const same = this.#labels(marking, window).every((one) => one === label);
        if (unchanged && same) return this.sees(person, key, window);
        const admitted = this.#whom(person, parent.owner, { ...marking, tlp: label }, window);
        // Narrowed since, to others perhaps: whom the owner lets in now may be shown what hangs there.
        const stricter = now.some((one) => this.#labels(one, window).some((at) => strict(at) > strict(label)));
        const own = this.#facts.organisationOf(person);
        const ours = own === record.owner || own === parent.owner;
        // Assigning adds to the audience of a task, and so to that of what takes it.
        const assigned = this.#assigned(person, parent, window) !== NO;
        return admitted !== NO || assigned || stricter || (ours && label !== 'TLP:RED') || person === record.author
          ? MAYBE
          : NO;
      });
    });
  }

  /** Assigning adds the organisation of the assignee to the audience of the task: a RED one, the person. */
  #assigned(person: string, record: RecordFacts, window: Window): Three {
    if (!record.key.startsWith('task:') || this.#facts.guests.has(person)) return NO;
    return inAll(record.assignee.during(window), (assignee) => {
      if (!assignee || assignee.organisation !== this.#facts.organisationOf(person)) return NO;
      return inAll(record.marking.during(window), (marking) => {
        const red = marking.like
          ? this.#redLike(marking.like)
          : inAll(this.#labels(marking, window), (label) => sure(label === 'TLP:RED'));
        const gone = marking.expires === undefined ? NO : this.#passed(marking.expires, window);
        return and(
          () => not(gone),
          () =>
            or(
              () => not(red),
              () => sure(assignee.user === person),
            ),
        );
      });
    });
  }

  #redLike({ key, window }: NonNullable<Marking['like']>): Three {
    return inAll(this.#facts.records.get(key)?.marking.during(window) ?? [], (marking) =>
      marking.like ? MAYBE : inAll(this.#labels(marking, window), (label) => sure(label === 'TLP:RED')),
    );
  }

  /** The labels in force at some moment of a window: a scheduled downgrade that has come replaces the first. */
  #labels({ tlp, downgrade }: Marking, window: Window): string[] {
    if (!downgrade) return [tlp];
    const passed = this.#passed(downgrade.at, window);
    return passed === YES ? [downgrade.tlp] : passed === NO ? [tlp] : [tlp, downgrade.tlp];
  }

  #passed(deadline: number, { from, to }: Window): Three {
    if (deadline <= from - NEAR_MS) return YES;
    return deadline > to + NEAR_MS ? NO : MAYBE;
  }

  /** Questions are asked window by window: what was worked out for one is remembered until the next. */
  #once(question: string, window: Window, work: () => Three): Three {
    if (this.#window.from !== window.from || this.#window.to !== window.to) {
      this.#known.clear();
      this.#window = window;
    }
    const known = this.#known.get(question);
    if (known !== undefined) return known;
    const answer = work();
    this.#known.set(question, answer);
    return answer;
  }
}
