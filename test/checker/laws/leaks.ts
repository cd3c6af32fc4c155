import type { Canary, RecordFacts } from '../facts.ts';
import { CANARY, DEGREES, UUID } from '../random.ts';
import { against, AFTER_PAUSE_MS, GRACE_MS, type Delivery, type Law, type SeatState, type Telling } from '../replay.ts';
import type { Face } from '../screen.ts';
import { NO, or, type Three } from '../three.ts';
import { telling } from '../words.ts';
import type { Window } from '../timeline.ts';

interface Need {
  readonly needId: string;
  readonly k?: number;
  readonly suppliers: readonly object[];
}
/** The closed list of what a coarse twin shows. */
const OF_A_TWIN: ReadonlySet<string> = new Set([
  'id',
  'code',
  'version',
  'tlp',
  'sector',
  'cell',
  'region',
  'status',
  'since',
  'served',
  'needs',
]);
/** What of a face is its owner's alone. */
const OF_ITS_OWNER: ReadonlySet<string> = new Set(['marking', 'acts', 'twin']);
/** The clock sends an empty batch once a minute; one between comes from what is hidden. */
const EMPTY_EVERY_MS = 60_000;
/** By so much (ms) the minute may come late on a busy machine. */
const LATE_CLOCK_MS = 6000;

/** No canary, no id and no member of a face outside an audience's rights, in any byte; nothing kept beyond a second. */
export class Leaks implements Law {
  readonly id = 'no leak';
  readonly least = 20_000;
  checks = 0;
  counter: Law['counter'];
  readonly #versions = new Map<string, unknown>();
  #lookedAt = 0;

  delivered(delivery: Delivery, state: SeatState, told: Telling): void {
    const { how, changes, faces, raw, asked } = delivery;
    if (how === 'receipt') return;
    const shownNow = new Set<string>();
    for (const { type, entity, set } of changes) {
      const key = `${entity.kind}:${entity.id}`;
      if (type === 'record.withdrawn') {
        // Of its own screen alone: what was never shown cannot be taken away.
        const known = shownNow.has(key) || state.screen.held.has(key);
        if (!known && (how === 'batch' || how === 'page')) this.#withdraws(delivery, state, key, told);
        this.checks += 1;
        continue;
      }
      shownNow.add(key);
      this.#scan(JSON.stringify({ entity, set }), delivery, told);
      this.#face(entity.kind, { id: entity.id, ...state.screen.held.get(key), ...set }, delivery, told);
    }
    for (const [kind, face] of faces) {
      this.#scan(JSON.stringify(face), delivery, told);
      this.#face(kind, face, delivery, told);
      this.#sameVersion(face, delivery);
    }
    const whole = changes.length === 0 && faces.length === 0;
    // The answer to one's own command names what one named.
    if (whole && !raw.startsWith('3') && how !== 'batch') this.#scan(raw, delivery, told, asked?.path);
    if (how === 'batch') this.#batch(delivery, told);
  }

  /** What was withdrawn from somebody is gone from the open screen within the second. */
  entry(entry: Parameters<NonNullable<Law['entry']>>[0], told: Telling): void {
    if (entry.k !== 'beat' || entry.t - this.#lookedAt < 450) return;
    this.#lookedAt = entry.t;
    const since = GRACE_MS + told.excused(entry.t);
    const window = { from: entry.t - since, to: entry.t };
    for (const state of told.states.values()) {
      const { seat, screen, joinedAt, pause } = state;
      if (seat.by !== 'socket' || joinedAt === undefined || joinedAt > window.from) continue;
      if (pause && pause.to > entry.t - AFTER_PAUSE_MS) continue;
      this.checks += 1;
      if (told.policy.takesPart(seat.person, window) === NO)
        against(this, entry.n, `${telling.seat(seat)} takes no part any more, and still listens.`);
      for (const [key, face] of screen.held) {
        const asset = told.twins.get(String(face['id']));
        const allowed = asset
          ? told.policy.seesTwin(seat.person, asset, window)
          : told.facts.records.has(key)
            ? told.policy.sees(seat.person, key, window)
            : undefined;
        if (allowed === undefined) continue;
        this.checks += 1;
        if (allowed === NO)
          against(
            this,
            entry.n,
            `${telling.seat(seat)} still shows ${key}, more than a second after it might: ${JSON.stringify(face)}`,
          );
      }
    }
  }

  #withdraws(delivery: Delivery, { screen }: SeatState, key: string, told: Telling): void {
    // One that waits for the rest of a reset says nothing of what is held now.
    if (delivery.how === 'batch' && delivery.batch?.prev !== screen.cursor) return;
    // Within the second it may have been shown: then nobody has learned anything.
    const record = told.facts.records.get(key);
    if (!record || mayName(delivery.seat.person, record, undefined, delivery.window, told) !== NO) return;
    against(
      this,
      delivery.entry.n,
      `${telling.seat(delivery.seat)} is told that ${key} was taken away, which it was never shown.`,
    );
  }

  #scan(text: string, { seat, entry, window }: Delivery, told: Telling, path = ''): void {
    for (const token of [...(text.match(CANARY) ?? []), ...(text.match(DEGREES) ?? [])]) {
      const canary = told.facts.canaries.get(token);
      if (!canary) continue;
      this.checks += 1;
      if (mayRead(seat.person, canary, window, told) === NO)
        against(this, entry.n, `${telling.seat(seat)} reads ${telling.canary(canary)} in: ${around(text, token)}`);
    }
    for (const id of text.match(UUID) ?? []) {
      const record = told.facts.byId.get(id);
      const twin = told.twins.get(id);
      if (!record && twin === undefined) continue;
      if (path.includes(id)) continue;
      this.checks += 1;
      if (mayName(seat.person, record, twin, window, told) === NO)
        against(
          this,
          entry.n,
          `${telling.seat(seat)} is told of ${record?.key ?? `the twin of ${twin}`} in: ${around(text, id)}`,
        );
    }
  }

  /** What a face may have members of, and point to. */
  #face(kind: string, face: Face, { seat, entry, window }: Delivery, told: Telling): void {
    const key = `${kind}:${String(face['id'])}`;
    const record = told.facts.records.get(key);
    if (!record && !told.twins.has(String(face['id']))) return;
    this.checks += 1;
    const say = (words: string) =>
      against(this, entry.n, `${telling.seat(seat)}, ${key}: ${words}: ${JSON.stringify(face)}`);
    if (!record) {
      const other = Object.keys(face).find((name) => !OF_A_TWIN.has(name) && face[name] !== null);
      if (other !== undefined) say(`a coarse twin shows "${other}"`);
    } else if (told.facts.organisationOf(seat.person) !== record.owner) {
      for (const name of OF_ITS_OWNER)
        if (face[name] !== undefined && face[name] !== null) say(`"${name}" is the owner's`);
    }
    this.#pointsToRed(key, face, entry.n, window, told);
    for (const name of ['assetIds', 'blockedBy', 'circles', 'persons']) {
      const list = face[name];
      if (Array.isArray(list) && String([...(list as string[])].sort()) !== String(list))
        say(`"${name}" is not sorted`);
    }
    for (const need of (face['needs'] as Need[] | undefined) ?? []) {
      if (need.k !== undefined && need.k > need.suppliers.length) say('a need counts suppliers that are not shown');
      if (!record && told.facts.needIds.has(need.needId))
        say('a need of a coarse twin has the id that it has of the asset');
    }
  }

  #pointsToRed(key: string, face: Face, n: number, window: Window, told: Telling): void {
    if (face['tlp'] === 'TLP:RED' || typeof face['tlp'] !== 'string') return;
    // What is the owner's of its marking names persons and circles; the rest is for everybody who sees it.
    const shown = Object.fromEntries(Object.entries(face).filter(([name]) => !OF_ITS_OWNER.has(name)));
    for (const named of JSON.stringify(shown).match(UUID) ?? []) {
      const record = told.facts.byId.get(named);
      if (!record || named === face['id'] || !told.policy.isRed(record, window)) continue;
      // A note stands on what it hangs on, whatever its own label says.
      if ((shown['on'] as { id?: string } | undefined)?.id === named) continue;
      against(
        this,
        n,
        `${key} is ${String(face['tlp'])} and points to ${record.key}, which is RED: ${JSON.stringify(face)}`,
      );
    }
  }

  /** `version` is a hash of the face: it counts nothing. */
  #sameVersion(face: Face, { entry }: Delivery): void {
    const { version, ...rest } = face;
    const content = JSON.stringify(rest);
    const known = this.#versions.get(content);
    this.#versions.set(content, version);
    if (known !== undefined && known !== version)
      against(this, entry.n, `one face, two versions (${String(known)}, ${String(version)}): ${content}`);
  }

  #batch({ seat, entry, batch, answersJoin, followsReset }: Delivery, told: Telling): void {
    for (const id of batch!.answered) {
      this.checks += 1;
      const author = told.facts.sent.get(id)?.person;
      if (author !== seat.person)
        against(this, entry.n, `${telling.seat(seat)} is told what somebody else was answered (${id}).`);
    }
    const empty = batch!.changes.length === 0 && batch!.answered.length === 0 && !answersJoin && !followsReset;
    const byTheClock = entry.t % EMPTY_EVERY_MS < LATE_CLOCK_MS;
    if (empty && !byTheClock)
      against(this, entry.n, `${telling.seat(seat)} gets an empty batch: something hidden has happened.`);
  }
}

function mayRead(person: string, { key, access }: Canary, window: Window, told: Telling): Three {
  const { policy } = told;
  switch (access) {
    case 'circle':
      return policy.seesCircle(person, key.slice(key.indexOf(':') + 1), window);
    case 'owner':
      return policy.owns(person, key, window);
    case 'twin':
      return or(
        () => policy.owns(person, key, window),
        () => policy.seesTwin(person, key, window),
      );
    case 'release':
      return policy.seesRelease(person, key.slice(key.indexOf(':') + 1), window);
    case 'restricted':
      return policy.seesRestricted(person, key, window);
    default:
      return policy.sees(person, key, window);
  }
}

function mayName(
  person: string,
  record: RecordFacts | undefined,
  twin: string | undefined,
  window: Window,
  told: Telling,
): Three {
  const { policy } = told;
  if (record) return policy.sees(person, record.key, window);
  return or(
    () => policy.owns(person, twin!, window),
    () => policy.seesTwin(person, twin!, window),
  );
}

const around = (text: string, token: string): string => {
  const at = text.indexOf(token);
  return text.slice(Math.max(0, at - 120), at + 160);
};
