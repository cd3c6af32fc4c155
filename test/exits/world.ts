import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../server/app.ts';
import { Players } from '../../server/demo/player.ts';
import { demoRoutes } from '../../server/demo/routes.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import type { Store } from '../../server/log/tables.ts';
import { createLogbook } from '../../server/logbook.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { Canaries, type Reader } from './canaries.ts';

/** Everybody of the operation by their organisation; `link` and `narrow` come by a link, `gus` has an account for guests. */
export const ALFA: readonly Reader[] = ['ann', 'col'];
export const BRAVO: readonly Reader[] = ['ben'];
export const CHARLIE: readonly Reader[] = ['cia', 'cev', 'eve', 'chief'];
/** Delta is a client of Alfa. */
export const DELTA: readonly Reader[] = ['dan'];
/** Of the guests those whose link, if any, names no records. */
export const GUESTS: readonly Reader[] = ['link', 'gus'];
export const GUESTS_ALL: readonly Reader[] = [...GUESTS, 'narrow'];
export const MEMBERS: readonly Reader[] = [...ALFA, ...BRAVO, ...CHARLIE, ...DELTA];
const HOME = {
  ann: 'alfa',
  col: 'alfa',
  ben: 'bravo',
  cia: 'charlie',
  cev: 'charlie',
  eve: 'charlie',
  chief: 'charlie',
  dan: 'delta',
  gus: 'alfa',
  gil: 'golf',
  hal: 'hotel',
  root: 'foxtrot',
  pat: 'golf',
} as const;
type Person = keyof typeof HOME;
const ROLES: Readonly<Partial<Record<Person, readonly string[]>>> = {
  ann: ['coordinator', 'liaison', 'owner'],
  col: ['viewer'],
  ben: ['coordinator', 'liaison', 'owner'],
  cia: ['coordinator', 'liaison'],
  cev: ['viewer'],
  eve: ['evaluator'],
  chief: ['admin'],
  dan: ['coordinator'],
  gus: ['guest'],
};

/** Who may know that an organisation is there: those who meet it in some operation, and the administrators. */
const KNOWS: Readonly<Record<string, readonly Reader[]>> = {
  alfa: [...MEMBERS, ...GUESTS_ALL, 'root'],
  bravo: [...MEMBERS, ...GUESTS_ALL, 'gil', 'root'],
  charlie: [...MEMBERS, ...GUESTS_ALL, 'root'],
  delta: [...MEMBERS, ...GUESTS_ALL, 'root'],
  // Of the other operation. Bravo has a part in it, and in the directory its liaison meets the two.
  golf: ['gil', 'ben', 'root'],
  hotel: ['gil', 'ben', 'root'],
  foxtrot: ['root'],
  // A declared client of Alfa that takes part in nothing.
  india: ['root'],
};
/** Of other organisations only those who speak for theirs are known by name; one's own people all are, to guests too. */
const KNOWS_PERSON: Readonly<Record<Person, readonly Reader[]>> = {
  ann: [...MEMBERS, ...GUESTS_ALL, 'root'],
  col: [...ALFA, ...GUESTS_ALL, 'root'],
  ben: [...MEMBERS, ...GUESTS_ALL, 'root'],
  cia: [...MEMBERS, ...GUESTS_ALL, 'root'],
  cev: [...CHARLIE, 'root'],
  eve: [...CHARLIE, 'root'],
  chief: [...CHARLIE, 'root'],
  dan: [...MEMBERS, ...GUESTS_ALL, 'root'],
  gus: [...ALFA, ...GUESTS_ALL, 'root'],
  gil: ['gil', 'root'],
  hal: ['gil', 'root'],
  root: ['root'],
  pat: ['gil', 'root'],
};

/** The whole server with its readers, and what is told of them planted. Records come from `furnish`. */
export class CanaryWorld {
  readonly canaries = new Canaries();
  readonly ids = new Map<string, string>();
  readonly tokens = new Map<Reader, string>();
  readonly passwords = new Map<Person, string>();
  readonly usernames = new Map<Person, string>();
  readonly folder = mkdtempSync(join(tmpdir(), 'tocsin-exits-'));
  readonly operation = this.id('operation');
  readonly elsewhere = this.id('elsewhere');
  /** What the read journal is told. A reason is the reader's organisation's; of break-glass, also its originator's. */
  readonly reasons = {
    pack: this.canaries.word('why Bravo took a pack away', BRAVO),
    breakGlass: this.canaries.word('why TLP:RED was read', [...CHARLIE, 'ann']),
  };
  /** What the server's log was told, as `main` writes it. */
  log = '';
  /** The store fails at whatever it is asked next. */
  broken = false;
  ahead = 0;
  app!: App;
  base = '';
  root!: Actor;
  #players: Players | undefined;

  now = (): number => Date.now() + this.ahead;

  id(name: string): string {
    let known = this.ids.get(name);
    if (!known) this.ids.set(name, (known = randomUUID()));
    return known;
  }

  static async open(): Promise<CanaryWorld> {
    const world = new CanaryWorld();
    for (const page of ['index.html', 'm.html', 'sw.js']) writeFileSync(join(world.folder, page), `<!-- ${page} -->`);
    const logbook = createLogbook('debug', { destination: { write: (line) => void (world.log += line) } });
    const onTrouble = logbook.trouble;
    world.app = await createApp({
      store: breakable(openMemoryStore({ now: world.now }), () => world.broken),
      clientDirectory: world.folder,
      now: world.now,
      onTrouble,
      logbook,
      routes: (made) => {
        world.#players = new Players(made, onTrouble);
        return [demoRoutes(made, world.#players, false)];
      },
    });
    await new Promise<void>((listening) => world.app.http.listen(0, '127.0.0.1', listening));
    world.base = `http://127.0.0.1:${(world.app.http.address() as AddressInfo).port}`;
    await world.#people();
    return world;
  }

  async #people(): Promise<void> {
    const { canaries } = this;
    this.root = { user: this.id('root'), organisation: this.id('foxtrot'), roles: ['admin'] };
    for (const [name, knows] of Object.entries(KNOWS)) {
      await this.admin('organisation.register', {
        organisationId: canaries.is(this.id(name), `the id of ${name}`, knows),
        name: canaries.word(`the name of ${name}`, knows),
        shortName: canaries.word(`the short name of ${name}`, knows),
        kind: 'operator',
        country: 'ES',
      });
    }
    for (const name of Object.keys(HOME) as Person[]) {
      const knows = KNOWS_PERSON[name];
      const user = {
        userId: canaries.is(this.id(name), `the id of ${name}`, knows),
        organisation: this.id(HOME[name]),
      };
      await this.admin('user.register', { ...user, name: canaries.word(`the name of ${name}`, knows) });
    }
    await this.admin('user.setRoles', { userId: this.id('root'), operation: DIRECTORY, roles: ['admin'] });
    await this.admin('organisation.setClients', {
      organisationId: this.id('alfa'),
      clients: [this.id('delta'), this.id('india')],
    });
    const here = [...MEMBERS, ...GUESTS_ALL, 'root'] as const;
    await this.#operation('operation', ['alfa', 'bravo', 'charlie', 'delta'], here);
    await this.#operation('elsewhere', ['golf', 'hotel', 'bravo'], ['gil', 'ben', 'root']);
    for (const [name, roles] of Object.entries(ROLES))
      await this.admin('user.setRoles', { userId: this.id(name), operation: this.operation, roles });
    for (const name of ['gil', 'hal'])
      await this.admin('user.setRoles', {
        userId: this.id(name),
        operation: this.elsewhere,
        roles: ['coordinator', 'liaison', 'owner'],
      });
    for (const name of Object.keys(HOME) as Person[]) await this.#account(name);
  }

  async #operation(name: string, participants: readonly string[], knows: readonly Reader[]): Promise<void> {
    const { canaries } = this;
    await this.admin('operation.create', {
      operationId: canaries.is(this.id(name), `the id of the ${name}`, knows),
      name: canaries.word(`the name of the ${name}`, knows),
      script: canaries.word(`the script of the ${name}`, knows),
      kind: 'exercise',
      participants: participants.map((one) => this.id(one)),
    });
    await this.app.hold(this.id(name));
  }

  /** An account, and a session of it. What somebody signs in with is theirs and nobody else's. */
  async #account(name: Person): Promise<void> {
    const username = this.canaries.word(`the user name of ${name}`, ['root']);
    const password = this.canaries.word(`the password of ${name}`, []);
    const userId = this.id(name);
    this.usernames.set(name, username);
    this.passwords.set(name, password);
    await this.app.accounts.createAccount({ username, userId, password });
    const userAgent = this.canaries.word(`the device of ${name}`, ['root']);
    const { token } = await this.app.sessions.open(userId, { userAgent });
    this.signedIn(name as Reader, token);
  }

  /** From now on they come with this token. It is told to nobody; to a guest by its link alone. */
  signedIn(reader: Reader, token: string): void {
    this.tokens.set(reader, token);
    const by = { 'POST /api/v1/guest': [reader] };
    this.canaries.is(token, `a session of ${reader}`, [], reader === 'link' || reader === 'narrow' ? { by } : {});
  }

  async admin(type: string, data: object, operation: string = DIRECTORY, as = this.root): Promise<void> {
    await this.app.pipeline.submitAs(operation, as, { commandId: randomUUID(), type, data }).then(must(type));
    await this.app.context.settled(operation, as.user);
  }

  /** A command of a person, which must be accepted. */
  async says(person: Person | Reader, type: string, data: object, operation = this.operation): Promise<void> {
    const message = { commandId: randomUUID(), type, data };
    await this.app.pipeline.submit(operation, this.id(person), message).then(must(`${type} of ${person}`));
    await this.app.context.settled(operation, this.id(person));
  }

  async call(reader: Reader, method: string, path: string, body?: unknown, headers: object = {}): Promise<Response> {
    const token = this.tokens.get(reader);
    const raw = body instanceof Uint8Array || typeof body === 'string';
    return fetch(this.base + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    });
  }

  async close(): Promise<void> {
    this.#players?.stop();
    await this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const must = (what: string) => (outcome: Outcome) => {
  if (outcome.outcome !== 'accepted') throw new Error(`${what}: ${outcome.code} ${outcome.message}`);
};

/** The same store, which fails when it is told to, saying what a disk or a database would. */
function breakable(store: Store, broken: () => boolean): Store {
  const guarded = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...words: unknown[]) => {
          if (broken() && name !== 'onDoorbell')
            throw Object.assign(new Error('The disk is gone'), {
              detail: `Failing row contains (${JSON.stringify(words)})`,
            });
          return (member as (...all: unknown[]) => unknown).apply(target, words);
        };
      },
    });
  return { ...store, log: guarded(store.log), tables: guarded(store.tables) };
}
