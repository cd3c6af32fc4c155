import { createStore } from 'zustand/vanilla';
import type { KindColumns } from '../../shared/columns/decode.ts';
import type { CommandInput, CommandType } from '../../shared/domain/commands.ts';
import { decide, targetOf } from '../../shared/domain/decide.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { KINDS, type EntityRef, type Kind } from '../../shared/domain/entity.ts';
import type { Role } from '../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { refused, type Refused } from '../../shared/outcome.ts';
import { operationTime } from '../../shared/time.ts';
import type { RefusedEntry } from '../sync/outbox.ts';
import type { Entry } from '../sync/reconcile.ts';
import type { Ending, Sync, SyncServices } from '../sync/contract.ts';
import { createSync } from '../sync/sync.ts';
import { compensate, type Compensation } from './compensate.ts';
import type { Faces, FacesDifference, Tocsin, TocsinState, Undoable } from './contract.ts';
import { FaceView } from './faceView.ts';
import { MANY, Pace } from './pace.ts';
import { Picture } from './picture.ts';
import { attachmentOf, attentionOf, bytesOf, confirms, connectionOf, ENVELOPE_BYTES, shownPending } from './shown.ts';
import { sightOf } from './sight.ts';
import { basisOf, restacked } from './stacking.ts';

/** Parses a command's data, or says why it cannot: with its schemas in the browser, lighter where they are too large. */
export type ParseCommand = (
  type: string,
  data: unknown,
) => { readonly data: Readonly<Record<string, unknown>> } | Refused;

export interface TocsinServices extends SyncServices {
  readonly parse: ParseCommand;
}

/** Everything a screen needs, and what a simulation or a test may look at behind it. */
export interface HeadlessTocsin extends Tocsin {
  readonly sync: Sync;
  start(): Promise<void>;
  stop(): void;
}

const UNDO_WITHIN_MS = 8000;
/** Above this many pending commands the list is renewed at this interval, not with every answer. */
const LONG_LIST = 200;
const LONG_LIST_EVERY_MS = 150;
/** As long as the map has for its first drawing. */
const MAP_FIRST_MS = 40;

const DIRECTORY_TYPES = /^(organisation|user|circle|guest|agreement)\.|^operation\.(create|setParticipants)$/;

export function createTocsinOver(services: TocsinServices): HeadlessTocsin {
  const picture = new Picture();
  const listeners = new Set<(difference: FacesDifference) => void>();
  const glimpses = new Set<(assets: KindColumns) => void>();
  const undos = new Map<string, Compensation>();
  const uploads = new Map<string, (answer: { attachmentId: string } | { code: string; message: string }) => void>();
  const revisions: Record<Kind, number> = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  let revision = 0;
  let faces = viewOf(KINDS, undefined);
  let replayed = { length: -1, last: '' };
  let listDue = false;
  /** A large picture is new: the map draws it before panels begin to count and to sort. */
  let untold = false;

  const sync: Sync = createSync(services, {
    ended(entries: readonly Entry[], how: Ending) {
      for (const { commandId } of how === 'refused' ? [] : entries) {
        uploads.get(commandId)?.({ attachmentId: attachmentOf(entries, commandId) });
        uploads.delete(commandId);
      }
      return restacked(entries, how, sync.pending, picture);
    },
    facesChanged({ reset, changed }) {
      if (reset) {
        redraw();
      } else {
        remember();
        moved(picture.update(changed, mine(), actor()), changed, false);
      }
      refreshAttention();
    },
    glimpsed(assets) {
      for (const listener of glimpses) listener(assets);
    },
    pendingChanged() {
      const pending = mine();
      if (pending.length !== replayed.length || (pending.at(-1)?.commandId ?? '') !== replayed.last) {
        remember();
        moved(picture.update([], pending, actor()), [], true);
      }
      listSoon();
    },
    attentionChanged() {
      for (const { entry, code, message } of sync.attention) {
        uploads.get(entry.commandId)?.({ code, message });
        uploads.delete(entry.commandId);
      }
      refreshAttention();
    },
    healthChanged() {
      store.setState({ connection: connectionOf(sync) });
      if (sync.health.state === 'offline' || sync.health.state === 'reconnecting') queuedUploads();
    },
    sessionChanged() {
      store.setState({ me: sync.person, session: sync.session, operations: sync.operations });
    },
    operationChanged() {
      const ready = sync.ready && (!untold || store.getState().ready);
      store.setState({ operationId: sync.operation, ready, leftAt: sync.leftAt, restored: sync.restored });
    },
    presenceChanged() {
      store.setState({ presence: sync.presence as TocsinState['presence'] });
    },
  });

  const store = createStore<TocsinState>(() => ({
    me: undefined,
    session: 'unknown',
    operations: [],
    operationId: undefined,
    ready: false,
    faces,
    revision: 0,
    revisions: { ...revisions },
    connection: connectionOf(sync),
    pending: [],
    attention: [],
    undoable: [],
    presence: [],
    leftAt: undefined,
    restored: false,
  }));

  /** What is pending for the operation that is shown; before there is a picture of it, nothing is shown of them. */
  function mine(): readonly Entry[] {
    const { operation, pending, ready } = sync;
    if (!ready) return [];
    return pending.every((entry) => entry.operation === operation)
      ? pending
      : pending.filter((entry) => entry.operation === operation);
  }

  function remember(): void {
    const pending = mine();
    replayed = { length: pending.length, last: pending.at(-1)?.commandId ?? '' };
  }

  function actor(): Actor | undefined {
    const { person, operation } = sync;
    if (!person || operation === undefined) return undefined;
    // A change of roles arrives as a face; what was said at sign-in is only where it starts from.
    const shown = sync.faces.user.get(person.id)?.roles;
    const roles = Array.isArray(shown) ? shown : (person.roles[operation] ?? []);
    const { guest } = person;
    return {
      organisation: person.organisation,
      user: person.id,
      roles: roles as readonly Role[],
      ...(guest && { guest }),
    };
  }

  function redraw(): void {
    remember();
    picture.reset(sync.faces, sync.operation ?? '', actor(), mine());
    untold = picture.visible.asset.size >= MANY;
    renew(KINDS, true);
    for (const listener of listeners) listener({ reset: true, changed: [] });
    // By when the first timer comes all of this is over; the map is drawn with the next frame.
    if (untold) services.timers.after(0, () => services.timers.after(MAP_FIRST_MS, tellLate));
  }

  function tellLate(): void {
    if (!untold) return;
    untold = false;
    renew(KINDS, true);
  }

  function viewOf(kinds: Iterable<Kind>, before: Faces | undefined): Faces {
    const views: Record<string, unknown> = { ...before };
    for (const kind of kinds) views[kind] = new FaceView(picture.visible[kind] as ReadonlyMap<string, unknown>);
    return views as unknown as Faces;
  }

  /** Of these kinds something differs from what panels were told. */
  const differing = new Set<Kind>();
  const pace = new Pace(services, () => {
    for (const kind of differing) revisions[kind] += 1;
    faces = viewOf(differing, faces);
    differing.clear();
    store.setState({ faces, revision: ++revision, revisions: { ...revisions }, ready: sync.ready });
  });

  function renew(kinds: Iterable<Kind>, atOnce: boolean): void {
    for (const kind of kinds) differing.add(kind);
    if (!untold) pace.changed(picture.visible.asset.size, atOnce);
  }

  /** `own`: by the hand of who sits here, who wants to see it. */
  function moved(visible: readonly EntityRef[], confirmed: readonly EntityRef[], own: boolean): void {
    const changed = visible.length === 0 ? confirmed : visible;
    if (changed.length === 0) return;
    // What is withdrawn goes at once, and incidents and tasks are few: only a stream of states may wait.
    const waits = changed.every(({ kind, id }) => kind === 'asset' && picture.visible.asset.has(id));
    renew(new Set(changed.map((ref) => ref.kind)), own || !waits);
    for (const listener of listeners) listener({ reset: false, changed });
  }

  function listSoon(): void {
    if (sync.pending.length <= LONG_LIST) return list();
    if (listDue) return;
    listDue = true;
    services.timers.after(LONG_LIST_EVERY_MS, () => {
      listDue = false;
      list();
    });
  }
  function list(): void {
    store.setState({ pending: sync.pending.filter((entry) => entry.state !== 'writing').map(shownPending) });
  }

  function refreshAttention(): void {
    const before = store.getState().attention;
    if (sync.attention.length === 0 && before.length === 0) return;
    store.setState({ attention: sync.attention.map((refusal) => attentionOf(refusal, picture)) });
  }

  /** Without a link an upload waits on the device: whoever asked is told the id it is shown under until then. */
  function queuedUploads(): void {
    for (const [commandId, answer] of uploads) answer({ attachmentId: commandId });
    uploads.clear();
  }

  function judge(type: string, data: Readonly<Record<string, unknown>>, operation: string): true | Refused {
    if (!sync.person) return refused('not-authenticated');
    if (operation !== sync.operation || !sync.ready) return true;
    const decision = decide({ type, data }, sightOf(picture.scene, sync.realNow()));
    return decision.kind === 'refused' ? decision : true;
  }

  const operationFor = (type: string): string | undefined =>
    DIRECTORY_TYPES.test(type) ? DIRECTORY : (sync.operation ?? undefined);

  async function put(
    type: string,
    input: unknown,
    options: { versioned?: boolean; operation?: string | undefined; blob?: Blob; undoes?: boolean },
  ): Promise<{ commandId: string } | Refused> {
    const operation = options.operation ?? operationFor(type);
    if (operation === undefined) return refused('not-possible', 'No operation is open.');
    const parsed = services.parse(type, input);
    if ('kind' in parsed) return parsed;
    const { data } = parsed;
    const allowed = judge(type, data, operation);
    if (allowed !== true) return allowed;
    if (bytesOf({ operation, type, data }) > LIMITS.commandBytes - ENVELOPE_BYTES) return refused('too-large');
    const shown = operation === sync.operation && sync.ready;
    const target = targetOf({ type, data });
    const before = shown && target ? picture.scene.face(target.kind, target.id) : undefined;
    const basis = shown && (options.versioned ?? true) ? basisOf(type, data, picture) : {};
    const { entry, kept } = sync.put({ operation, type, data, ...(target && { target }), ...basis }, options.blob);
    if (!(await kept)) return refused('not-stored', 'This device has no room left. Nothing was changed.');
    const person = actor();
    if (target && person && !options.undoes) {
      const self = { organisation: person.organisation, confirms: confirms(before, person) };
      offerUndo(entry.commandId, type, target, compensate(type, data, before, self));
    }
    return { commandId: entry.commandId };
  }

  function offerUndo(commandId: string, type: string, target: EntityRef, compensation: Compensation | undefined): void {
    if (!compensation) return;
    undos.set(commandId, compensation);
    const until = services.clock() + UNDO_WITHIN_MS;
    const offer: Undoable = { commandId, type, target, until };
    store.setState(({ undoable }) => ({ undoable: [...undoable, offer] }));
    services.timers.after(UNDO_WITHIN_MS, () => withdrawUndo(commandId));
  }
  function withdrawUndo(commandId: string): void {
    if (!undos.delete(commandId)) return;
    store.setState(({ undoable }) => ({ undoable: undoable.filter((one) => one.commandId !== commandId) }));
  }

  const refusalOf = (commandId: string): RefusedEntry | undefined =>
    sync.attention.find(({ entry }) => entry.commandId === commandId);

  return {
    store,
    sync,
    start: () => sync.start(),
    stop: () => sync.stop(),
    signIn: (username, password) => sync.signIn(username, password),
    async signOut({ force = false } = {}) {
      if (!force && sync.pending.some((entry) => entry.state !== 'accepted')) return false;
      await sync.signOut();
      return true;
    },
    openOperation: (id) => sync.open(id),
    closeOperation: () => sync.close(),
    refreshOperations: () => sync.refreshOperations(),
    send: (type, data, options = {}) => put(type, data, options),
    can<T extends CommandType>(type: T, data: CommandInput<T>): true | Refused {
      const operation = operationFor(type);
      if (operation === undefined) return refused('not-possible', 'No operation is open.');
      return judge(type, data as Readonly<Record<string, unknown>>, operation);
    },
    async undo(commandId) {
      const compensation = undos.get(commandId);
      if (!compensation) return false;
      withdrawUndo(commandId);
      return 'commandId' in (await put(compensation.type, compensation.data, { undoes: true }));
    },
    async keepMine(commandId) {
      const refusal = refusalOf(commandId);
      if (!refusal) return;
      const { type, data, operation, upload } = refusal.entry;
      if (upload) return;
      const again = await put(type, data, { operation });
      if ('commandId' in again) sync.dismiss(refusal);
    },
    async discard(commandId) {
      const refusal = refusalOf(commandId);
      if (refusal) sync.dismiss(refusal);
    },
    async attach(on, file, name, marking) {
      if (file.size > LIMITS.attachmentBytes) return { code: 'too-large', message: 'A file may have at most 8 MiB.' };
      const data = {
        attachmentId: sync.newId(),
        on,
        name,
        mediaType: file.type,
        bytes: file.size,
        ...(marking && { marking }),
      };
      const made = await put('attachment.add', data, { blob: file });
      if ('kind' in made) return { code: made.code, message: made.message };
      if (sync.health.state !== 'live' && sync.health.state !== 'delayed') return { attachmentId: made.commandId };
      return new Promise((answer) => uploads.set(made.commandId, answer));
    },
    look: (looking, editing) => sync.look(looking, editing),
    newId: () => sync.newId(),
    operationNow: () => operationTime(picture.visible.clock.get(sync.operation ?? '')?.clock, sync.realNow()),
    realNow: () => sync.realNow(),
    isPending: (ref) => picture.isPending(ref),
    onDifference(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onGlimpse(listener) {
      glimpses.add(listener);
      return () => void glimpses.delete(listener);
    },
  };
}
