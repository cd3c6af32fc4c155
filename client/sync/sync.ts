import type { KindColumns } from '../../shared/columns/decode.ts';
import type { EntityRef } from '../../shared/domain/entity.ts';
import { uuidFrom } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Batch, Joined, Outcome, PresenceHere, Reset } from '../../shared/protocol/down.ts';
import { REFUSALS } from '../../shared/outcome.ts';
import { fromMs, type Instant } from '../../shared/time.ts';
import { Acknowledged } from './acknowledged.ts';
import { applyChanges, emptyFaces, replaceFaces } from './confirmed.ts';
import type { Ending, Sync, SyncListener, SyncServices } from './contract.ts';
import { createConnection, type Connection } from './connection.ts';
import { Keeper } from './keeper.ts';
import { forgetPicture } from './kept.ts';
import { Outbox, type RefusedEntry } from './outbox.ts';
import { nothingJoined, reconcile, type Entry, type SyncInput, type SyncOutcome, type SyncState } from './reconcile.ts';
import { Sending } from './sending.ts';
import { Session, type Person } from './session.ts';
import type { Link, WholePicture } from './wire.ts';

const JOIN_WITHIN_MS = 15_000;
/** A join that was acknowledged but brings nothing more for so long is asked for again. */
const LEVEL_WITHIN_MS = 5000;
/** An accepted command that no batch has answered for so long is settled by asking again. */
const SETTLE_AFTER_MS = 2500;
const ROOM_AGAIN_AFTER_MS = 5000;
/** How long what this device kept is waited for. */
const DEVICE_WITHIN_MS = 2000;

export function createSync(services: SyncServices, listener: SyncListener): Sync {
  const { storage, clock, random, timers } = services;
  let state: SyncState = nothingJoined;
  let faces = emptyFaces();
  let ready = false;
  let attention: readonly RefusedEntry[] = [];
  let presence: PresenceHere['people'] = [];
  let leftAt: number | undefined;
  let outbox: Outbox | undefined;
  let keeper: Keeper | undefined;
  let acknowledged: Acknowledged | undefined;
  let restored = false;
  let link: Link | undefined;
  let looking: { looking?: EntityRef; editing?: boolean } = {};
  let cancelLevel: (() => void) | undefined;
  let cancelSettle: (() => void) | undefined;
  /** An operation this person cannot join holds nothing back: the server will say why. */
  let notJoined = false;
  /** The picture is being asked for, past the link, in this opening; or was, in vain. */
  let taking: number | undefined;
  let inVain: number | undefined;
  /** What this device kept is older than any cursor lives: it is shown, and replaced. */
  let outOfDate = false;
  let waitedForDevice = false;
  /** Counts openings, so that what was begun for one operation or person never lands in the next. */
  let opening = 0;

  const newId = (): string => uuidFrom(random.bytes(16));
  const tag = newId().slice(0, 8);
  const realNow = (): Instant => fromMs(clock() + connection.health.clockOffsetMs);

  const session = new Session(services, {
    changed: () => listener.sessionChanged(),
    here: (person) => void enter(person),
    gone: leavePerson,
    clock: (serverMs, roundTripMs) => connection.clock(serverMs, roundTripMs),
  });

  const connection: Connection = createConnection(services, {
    up(opened) {
      void session.isStill(session.person).then((still) => {
        if (connection.link !== opened) return;
        if (!still) return connection.again();
        link = opened;
        session.heard();
        join();
        sending.over(opened);
      });
    },
    down(ended) {
      link = undefined;
      cancelLevel?.();
      setPresence([]);
      sending.over(undefined);
      step({ kind: 'cut' });
      listener.pendingChanged();
      if (ended) void session.lost();
      else session.cut();
    },
    heard(event, message) {
      session.heard();
      if (event === 'presence') hearPresence(message as PresenceHere);
      else if (event === 'batch') step({ kind: 'batch', batch: message as Batch });
      else step({ kind: 'reset', reset: message as Reset });
    },
    shutOut(operation) {
      if (operation === state.operation) shutOut();
    },
    healthChanged: () => listener.healthChanged(),
  });

  const sending = new Sending(services, {
    pending: () => state.pending,
    waitsFor: () => (state.join.kind === 'level' || notJoined ? undefined : state.operation),
    sent: (entry) => step({ kind: 'sent', commandId: entry.commandId }),
    answered(outcome: Outcome) {
      session.heard();
      connection.heard();
      step({ kind: 'answer', outcome });
    },
    unanswered: (entry) => step({ kind: 'unanswered', commandId: entry.commandId }),
    blob: async (entry) => outbox?.blob(entry),
    uploaded(entry, data) {
      const now = state.pending.find(({ commandId }) => commandId === entry.commandId);
      if (now) change([{ ...now, data }], []);
      listener.pendingChanged();
    },
  });

  function step(input: SyncInput): void {
    const { state: next, outcome } = reconcile(state, input);
    state = next;
    follow(outcome);
  }

  function follow(outcome: SyncOutcome): void {
    switch (outcome.kind) {
      case 'applied': {
        const changed = applyChanges(faces, outcome.changes);
        keeper?.touch(changed);
        facesMoved({ reset: false, changed }, outcome.ended, outcome.level);
        return;
      }
      case 'replaced':
        outOfDate = false;
        replaceFaces(faces, outcome.records);
        applyChanges(faces, outcome.changes);
        keeper?.touch('everything');
        ready = true;
        facesMoved({ reset: true, changed: [] }, outcome.ended, outcome.level);
        listener.operationChanged();
        return;
      case 'level':
        return facesMoved({ reset: false, changed: [] }, outcome.ended, true);
      case 'gap':
        return join();
      case 'not-joined':
        notJoined = true;
        if (outcome.code === 'not-authenticated') void session.ask();
        else if (outcome.code === 'not-found' || outcome.code === 'not-allowed') shutOut();
        else timers.after(LEVEL_WITHIN_MS, () => link && state.join.kind === 'away' && join());
        return sending.go();
      case 'accepted':
        acknowledged?.add(outcome.entry);
        if (outcome.ended) end([outcome.entry], 'elsewhere');
        else settleSoon();
        return listener.pendingChanged();
      case 'refused': {
        const refusal: RefusedEntry = {
          entry: outcome.entry,
          code: outcome.code,
          message: outcome.message,
          at: realNow(),
        };
        const changed = listener.ended([outcome.entry], 'refused');
        for (const entry of changed) state = reconcile(state, { kind: 'replaced', entry }).state;
        attention = [...attention, refusal];
        outbox?.refuse(refusal, changed);
        listener.pendingChanged();
        return listener.attentionChanged();
      }
      case 'again':
        sending.again();
        if (outcome.code === 'not-authenticated') void session.ask();
        return listener.pendingChanged();
      case 'nothing':
      case 'held':
      case 'repeat':
      case 'late':
        return;
    }
  }

  function facesMoved(
    difference: { reset: boolean; changed: readonly EntityRef[] },
    ended: readonly Entry[],
    level: boolean,
  ): void {
    if (level) {
      cancelLevel?.();
      notJoined = false;
    }
    end(ended, 'in-faces');
    if (difference.reset || difference.changed.length > 0 || ended.length > 0) listener.facesChanged(difference);
    if (ended.length > 0) listener.pendingChanged();
    keeper?.writeSoon();
    sending.go();
  }

  function end(ended: readonly Entry[], how: Ending): void {
    if (ended.length > 0) change(listener.ended(ended, how), ended);
  }

  /** What is still pending says something else now; in one transaction with what ended. */
  function change(changed: readonly Entry[], ended: readonly Entry[]): void {
    for (const entry of changed) state = reconcile(state, { kind: 'replaced', entry }).state;
    outbox?.end(ended, changed);
  }

  function join(): void {
    if (!link || state.operation === undefined) return;
    if ((state.cursor === undefined || outOfDate) && services.wire.picture && inVain !== opening) return take();
    const { operation, cursor } = state;
    const over = link;
    const mine = opening;
    notJoined = false;
    step({ kind: 'asked' });
    over.ask('join', { operation, ...(cursor !== undefined && { cursor }) }, JOIN_WITHIN_MS).then(
      (answer) => {
        if (link !== over || mine !== opening) return;
        connection.heard();
        step({ kind: 'joined', joined: answer as Joined });
        void hearEpoch((answer as Joined).epoch);
        if (looking.looking) over.tell('presence', { operation, ...looking });
        sending.go();
      },
      () => link === over && mine === opening && joinAgainUnlessLevel(),
    );
    cancelLevel?.();
    cancelLevel = timers.after(JOIN_WITHIN_MS + LEVEL_WITHIN_MS, joinAgainUnlessLevel);
  }

  /** The picture as a whole; the join that follows brings what has happened since. */
  function take(): void {
    const { operation } = state;
    if (operation === undefined || taking === opening) return;
    // Perhaps this device has one: then there is nothing to take. A device that cannot be read must not hold it up.
    if (!keeper && !waitedForDevice) {
      timers.after(DEVICE_WITHIN_MS, () => {
        waitedForDevice = true;
        if (!keeper) joinAgainUnlessLevel();
      });
      return;
    }
    const mine = opening;
    taking = mine;
    const place = (picture: WholePicture | undefined): void => {
      if (taking === mine) taking = undefined;
      if (mine !== opening) return;
      if (picture || link) inVain = mine;
      if (picture && (state.cursor === undefined || outOfDate)) {
        outOfDate = false;
        replaceFaces(faces, picture.records);
        keeper?.touch('everything');
        ready = true;
        step({ kind: 'opened', operation, cursor: picture.cursor });
        listener.facesChanged({ reset: true, changed: [] });
        listener.operationChanged();
      }
      join();
    };
    const glimpse = (assets: KindColumns): void => {
      if (mine === opening) listener.glimpsed?.(assets);
    };
    services.wire.picture!(operation, glimpse).then(place, () => place(undefined));
  }

  function joinAgainUnlessLevel(): void {
    if (link && state.operation !== undefined && state.join.kind !== 'level' && !notJoined) join();
  }

  /** The server holds another history than the one known here: what it acknowledged and no longer holds comes to the tray. */
  async function hearEpoch(epoch: string | undefined): Promise<void> {
    const mine = acknowledged;
    if (epoch === undefined || !mine) return;
    const lost = await mine.lostSince(epoch, async (commandId) => {
      const answer = await services.wire.http('GET', `/api/v1/commands/${commandId}`).catch(() => undefined);
      return answer?.status === 200 ? 'held' : answer?.status === 404 ? 'not-held' : 'unknown';
    });
    if (acknowledged !== mine || !lost) return;
    restored = true;
    listener.operationChanged();
    if (lost.length === 0) return;
    const code = 'lost-in-restore';
    for (const entry of lost) {
      step({ kind: 'dropped', commandId: entry.commandId });
      const refusal: RefusedEntry = { entry, code, message: REFUSALS[code], at: realNow() };
      attention = [...attention, refusal];
      outbox?.refuse(refusal);
    }
    listener.pendingChanged();
    listener.attentionChanged();
  }

  /** Accepted, but no batch says so: a change that shows nothing here, or an answer from before a reload. */
  function settleSoon(): void {
    if (cancelSettle) return;
    cancelSettle = timers.after(SETTLE_AFTER_MS, () => {
      cancelSettle = undefined;
      if (state.join.kind !== 'level' || !link) return;
      if (state.pending.some((entry) => entry.state === 'accepted' && entry.operation === state.operation)) join();
    });
  }

  async function enter(person: Person): Promise<void> {
    if (outbox?.user !== person.id) {
      const mine = new Outbox(storage, person.id, (run) => void timers.after(ROOM_AGAIN_AFTER_MS, run));
      const before = outbox;
      outbox = mine;
      acknowledged = new Acknowledged(storage, person.id);
      if (before) state = { ...state, pending: [] };
      const { entries, refusals } = await mine.load();
      if (outbox !== mine) return;
      // Made while the rows were read: they are newer than anything read.
      const known = new Set(state.pending.map((entry) => entry.commandId));
      state = { ...state, pending: [...entries.filter((entry) => !known.has(entry.commandId)), ...state.pending] };
      attention = [...refusals, ...attention];
      listener.pendingChanged();
      listener.attentionChanged();
      const wanted = state.operation;
      if (wanted !== undefined && !ready) await openKept(wanted);
    }
    connection.signed(true, session.heardAt);
    if (session.state === 'signed-in') connection.want(true);
    sending.go();
  }

  function leavePerson(): void {
    opening += 1;
    connection.want(false);
    connection.signed(false);
    keeper?.close();
    keeper = undefined;
    outbox = undefined;
    acknowledged = undefined;
    attention = [];
    faces = emptyFaces();
    ready = false;
    const { operation } = state;
    state = nothingJoined;
    // Signed in again, they find themselves where they were.
    if (operation !== undefined) state = reconcile(state, { kind: 'opened', operation, cursor: undefined }).state;
    listener.facesChanged({ reset: true, changed: [] });
    listener.operationChanged();
    listener.pendingChanged();
    listener.attentionChanged();
  }

  /** The server does not show this operation to this person (any more): neither does this device. */
  function shutOut(): void {
    const { operation } = state;
    const user = session.person?.id;
    close();
    if (operation !== undefined && user !== undefined) void forgetPicture(storage, user, operation);
    void session.refreshOperations();
  }

  function open(operation: string): void {
    if (state.operation === operation) return;
    if (state.operation !== undefined) close();
    opening += 1;
    step({ kind: 'opened', operation, cursor: undefined });
    listener.operationChanged();
    void openKept(operation);
  }

  async function openKept(operation: string): Promise<void> {
    const person = session.person;
    if (!person) return;
    const mine = ++opening;
    const kept = new Keeper(services, person.id, operation, newId, () => ({
      faces,
      cursor: state.cursor,
      heardAt: session.heardAt,
    }));
    const loaded = emptyFaces();
    const { head, leftAt: left } = await kept.load(loaded);
    if (mine !== opening) return;
    keeper = kept;
    // A reset that came while the device was being read has not been written down.
    if (state.cursor !== undefined) kept.touch('everything');
    leftAt = left;
    if (head && state.cursor === undefined) {
      faces = loaded;
      ready = true;
      step({ kind: 'opened', operation, cursor: head.cursor });
      outOfDate = clock() - head.heardAt > LIMITS.cursorWindowSeconds * 1000;
      listener.facesChanged({ reset: true, changed: [] });
    }
    listener.operationChanged();
    join();
  }

  function close(): void {
    const { operation } = state;
    if (operation === undefined) return;
    void keeper?.write();
    opening += 1;
    keeper?.close();
    keeper = undefined;
    if (link) void link.ask('leave', { operation }, JOIN_WITHIN_MS).catch(() => undefined);
    const accepted = state.pending.filter((entry) => entry.operation === operation && entry.state === 'accepted');
    for (const { commandId } of accepted) step({ kind: 'dropped', commandId });
    outbox?.end(accepted);
    step({ kind: 'left' });
    faces = emptyFaces();
    ready = false;
    leftAt = undefined;
    looking = {};
    setPresence([]);
    listener.facesChanged({ reset: true, changed: [] });
    listener.operationChanged();
    listener.pendingChanged();
  }

  function hearPresence(message: PresenceHere): void {
    if (message.operation === state.operation) setPresence(message.people);
  }
  function setPresence(people: PresenceHere['people']): void {
    presence = people;
    listener.presenceChanged();
  }

  return {
    get session() {
      return session.state;
    },
    get person() {
      return session.person;
    },
    get operations() {
      return session.operations;
    },
    get operation() {
      return state.operation;
    },
    get ready() {
      return ready;
    },
    get faces() {
      return faces;
    },
    get cursor() {
      return state.cursor;
    },
    get pending() {
      return state.pending;
    },
    get attention() {
      return attention;
    },
    get health() {
      return connection.health;
    },
    get presence() {
      return presence;
    },
    get leftAt() {
      return leftAt;
    },
    get restored() {
      return restored;
    },
    start: () => session.start(),
    stop() {
      connection.want(false);
      keeper?.close();
    },
    signIn: (username, password) => session.signIn(username, password),
    async signOut() {
      const mine = [outbox, acknowledged];
      await session.signOut();
      for (const each of mine) await each?.wipe();
    },
    refreshOperations: () => session.refreshOperations(),
    open,
    close,
    put(draft, blob) {
      const mine = outbox;
      if (!mine) throw new Error('put: nobody is signed in');
      const commandId = newId();
      const entry: Entry = {
        commandId,
        ...draft,
        ...(blob && { upload: true as const, data: { ...draft.data, attachmentId: commandId } }),
        madeAt: realNow(),
        key: mine.nextKey(clock(), tag),
        state: 'writing',
      };
      step({ kind: 'made', entry });
      listener.pendingChanged();
      const kept = mine.add(entry, blob).then((done) => {
        if (outbox !== mine) return done;
        const now = state.pending.find((one) => one.commandId === commandId);
        if (now && done) step({ kind: 'replaced', entry: { ...now, state: 'queued' } });
        if (!done) step({ kind: 'dropped', commandId });
        listener.pendingChanged();
        sending.go();
        return done;
      });
      return { entry, kept };
    },
    dismiss(refusal) {
      attention = attention.filter((one) => one !== refusal);
      outbox?.dismiss(refusal);
      listener.attentionChanged();
    },
    look(at, editing) {
      looking = { ...(at && { looking: at }), ...(editing !== undefined && { editing }) };
      if (state.operation !== undefined) link?.tell('presence', { operation: state.operation, ...looking });
    },
    nudge() {
      if (session.state === 'unknown') void session.ask();
      connection.nudge();
    },
    online: (online) => connection.online(online),
    newId,
    realNow,
    async settled() {
      await outbox?.settled();
      await acknowledged?.settled();
    },
  };
}
