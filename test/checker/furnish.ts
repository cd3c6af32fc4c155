import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import { freePort, Node, openCluster, openHouse, ROOT, tocsin, type House } from './house.ts';
import { idOf } from './random.ts';
import { DEFAULT_LABEL, NAMES, PASSWORD, STAGE } from './stage.ts';

/** The tokens of everybody, by the id of the person: sessions last longer than a run. */
export type Tokens = Readonly<Record<string, string>>;
export interface Opened {
  readonly house: House;
  readonly tokens: Tokens;
}
/** Where plans are carried out: each run on a store of its own. */
export interface Furnished {
  open(root?: string): Promise<Opened>;
  remove(): Promise<void>;
}

/** Makes the stage through the public doors: the first administrator by the command line, the rest over HTTP. */
export async function furnish(): Promise<Furnished> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-checker-stage-'));
  const tokens = await furnishStore({ TOCSIN_DATA: folder });
  return {
    open: async (root = ROOT) => ({ house: await openHouse(folder, root), tokens }),
    async remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Several nodes on a real PostgreSQL, with a database for each run. */
export async function furnishPostgres(nodes: number): Promise<Furnished> {
  const server = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-checker-cluster-'));
  let runs = 0;
  return {
    async open(root = ROOT) {
      const store = { DATABASE_URL: await server.url(`checker_${++runs}`), TOCSIN_DATA: folder };
      const tokens = await furnishStore(store);
      return { house: await openCluster(store, nodes, root), tokens };
    },
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function furnishStore(store: Readonly<Record<string, string>>): Promise<Tokens> {
  const first = ['user', 'create-admin', '--username', 'admin', '--organisation', 'Platform', '--country', 'AUT'];
  await tocsin([...first, '--password-stdin', '--json'], store, `${PASSWORD}\n`);
  const node = new Node(ROOT, store, await freePort());
  await node.start();
  try {
    return await makeStage(`${node.url}/api/v1`);
  } finally {
    await node.kill();
  }
}

async function makeStage(api: string): Promise<Tokens> {
  const call = async (token: string, path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const signIn = async (username: string) =>
    ((await call('', '/session', { username, password: PASSWORD })) as { token: string }).token;
  const admin = await signIn('admin');
  const command = (type: string, data: object) => ({
    commandId: idOf(`stage ${type} ${JSON.stringify(data)}`),
    type,
    data,
  });
  const { operation, organisations, persons, circles } = STAGE;
  const name = (id: string) => NAMES.get(id)!;
  const people = Object.entries(persons).filter(([, { guest }]) => !guest);
  const commands = [
    ...Object.keys(organisations).map((organisationId) =>
      command('organisation.register', {
        organisationId,
        name: name(organisationId),
        shortName: name(organisationId),
        kind: 'operator',
        country: 'AT',
      }),
    ),
    ...Object.entries(organisations).map(([organisationId, { clients }]) =>
      command('organisation.setClients', { organisationId, clients }),
    ),
    command('operation.create', {
      operationId: operation,
      name: 'Checked',
      kind: 'live',
      defaultTlp: DEFAULT_LABEL,
      participants: Object.keys(organisations),
    }),
    ...people.flatMap(([userId, { organisation, roles }]) => [
      command('user.register', { userId, name: name(userId), organisation }),
      command('user.setRoles', { userId, operation, roles }),
    ]),
    ...Object.entries(circles).map(([circleId, { owner, members }]) =>
      command('circle.create', { circleId, name: name(circleId), owner, members }),
    ),
  ];
  const outcomes = (await call(admin, '/operations/directory/commands', commands)) as { outcome: string }[];
  const refused = outcomes.findIndex(({ outcome }) => outcome !== 'accepted');
  if (refused >= 0) throw new Error(`${JSON.stringify(commands[refused])}: ${JSON.stringify(outcomes[refused])}`);
  const tokens: Record<string, string> = { [STAGE.admin]: admin };
  await Promise.all(
    people.map(async ([userId]) => {
      await call(admin, '/accounts', { username: name(userId), userId, password: PASSWORD });
      tokens[userId] = await signIn(name(userId));
    }),
  );
  return tokens;
}
