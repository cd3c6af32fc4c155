import type { Actor } from '../../shared/domain/decision.ts';
import type { User } from '../../shared/domain/directory/record.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import type { App } from '../app.ts';
import { demoAssets } from './content/assets.ts';
import { demoAgreements } from './content/agreements.ts';
import { demoCircles } from './content/circles.ts';
import { needsByAsset } from './content/needs.ts';
import { demoOrganisations } from './content/organisations.ts';
import { history, openingAt } from './content/story.ts';
import type { DemoStep } from './content/types.ts';
import { demoUsers, ownerAccount } from './content/users.ts';
import { demoId, idOf, withIds } from './names.ts';

export const SCRIPT = 'iberia-2025';
export const DEMO_PASSWORD = 'tocsin-demo';
const TABLE = 'demo';

const CONTROL = 'control';
const admin = demoUsers.find((user) => user.roles.includes('admin'))!;
export const director = demoUsers.find((user) => user.roles.includes('director'))!;

export const operationOfRun = (run: number): string => demoId('operation', String(run));
/** Every demonstration command has an id of its own making: sent again, it takes effect once. */
export const commandIdFor = (operation: string, name: string): string => demoId('command', operation, name);

export class DemoRefused extends Error {
  override readonly name = 'DemoRefused';
}

/** Loads the demonstration through the one pipeline, as its own accounts. Safe to run again. */
export async function loadDemo(app: App): Promise<string> {
  const organisation = idOf('', 'organisation', admin.organisation);
  const actor: Actor = { user: idOf('', 'user', admin.key), organisation, roles: ['admin'] };
  const say = sender(app, DIRECTORY, actor);
  await Promise.all([
    ...demoOrganisations.map(({ key, name, shortName, kind, country }) =>
      say(`organisation:${key}`, 'organisation.register', {
        organisationId: idOf('', 'organisation', key),
        name,
        shortName,
        kind,
        country,
      }),
    ),
    ...demoUsers.map(({ key, name, organisation: home }) =>
      say(`user:${key}`, 'user.register', {
        userId: idOf('', 'user', key),
        name,
        organisation: idOf('', 'organisation', home),
      }),
    ),
    ...demoCircles.map(({ key, name, members }) =>
      say(`circle:${key}`, 'circle.create', {
        circleId: idOf('', 'circle', key),
        name,
        members: members.map((member) => idOf('', 'organisation', member)),
        owner: idOf('', 'organisation', members[0]!),
      }),
    ),
    say('admin', 'user.setRoles', { userId: actor.user, operation: DIRECTORY, roles: ['admin'] }),
  ]);
  await Promise.all(
    demoUsers.map((user) =>
      app.accounts.createAccount({
        username: user.username,
        userId: idOf('', 'user', user.key),
        password: DEMO_PASSWORD,
      }),
    ),
  );
  await app.context.tables.put(TABLE, 'loaded', JSON.stringify({ at: app.context.now() }));
  return startRun(app, 1);
}

/** Makes the operation of one run: its assets, needs and what happened before the doors open. */
export async function startRun(app: App, run: number): Promise<string> {
  const operation = operationOfRun(run);
  const organisation = idOf('', 'organisation', admin.organisation);
  const actor: Actor = { user: idOf('', 'user', admin.key), organisation, roles: ['admin'] };
  const sayDirectory = sender(app, DIRECTORY, actor);
  const everybody = demoOrganisations.map(({ key }) => idOf('', 'organisation', key));
  await sayDirectory(`run:${run}`, 'operation.create', {
    operationId: operation,
    name: run === 1 ? 'Iberian blackout, 28 April 2025' : `Iberian blackout, 28 April 2025 (run ${run})`,
    kind: 'exercise',
    defaultTlp: 'TLP:GREEN',
    participants: everybody,
    simulated: everybody.filter((id) => id !== idOf('', 'organisation', CONTROL)),
    script: SCRIPT,
    run,
    ...(run > 1 && { predecessor: operationOfRun(run - 1) }),
  });
  await app.context.settled(DIRECTORY, actor.user);
  await Promise.all(
    demoUsers.map(({ key, roles }) =>
      sayDirectory(`roles:${run}:${key}`, 'user.setRoles', { userId: idOf('', 'user', key), operation, roles }),
    ),
  );
  await app.context.settled(DIRECTORY, actor.user);
  if (run === 1) await agree(app);
  await app.hold(operation);
  await openDoors(app, operation);
  return operation;
}

/** Agreements outlive the runs: they lie in the directory. */
async function agree(app: App): Promise<void> {
  for (const { key, name, parties, permits, text, proposedBy, acceptedBy } of demoAgreements) {
    const agreementId = idOf('', 'agreement', key);
    await sendAs(app, DIRECTORY, proposedBy, `agreement:${key}`, 'agreement.propose', {
      agreementId,
      name,
      parties: parties.map((party) => idOf('', 'organisation', party)),
      permits,
      text,
    });
    for (const as of acceptedBy)
      await sendAs(app, DIRECTORY, as, `accepted:${key}:${as}`, 'agreement.accept', { agreementId });
  }
}

async function openDoors(app: App, operation: string): Promise<void> {
  const first = history[0]?.at ?? openingAt;
  const control = await userActor(app, operation, director.key);
  const say = sender(app, operation, control);
  const sent: Promise<void>[] = [say('start', 'clock.start', { at: first, paused: true })];
  for (const asset of demoAssets) {
    const { key, organisation, location, name, sector, kind, country, served, marking, coarse } = asset;
    const owner = ownerAccount(organisation);
    if (!owner) throw new DemoRefused(`${organisation} has no owner account`);
    sent.push(
      sendAs(app, operation, owner, `asset:${key}`, 'asset.register', {
        assetId: idOf(operation, 'asset', key),
        name,
        sector,
        kind,
        country,
        location,
        organisation: idOf(operation, 'organisation', organisation),
        served,
        level: 1_000_000,
        marking: withIds(operation, marking),
        ...(coarse && { coarse: withIds(operation, coarse) }),
      }),
    );
  }
  const ownerOf = new Map(demoAssets.map((asset) => [asset.key, ownerAccount(asset.organisation)!]));
  for (const [assetKey, needs] of needsByAsset()) {
    sent.push(
      sendAs(app, operation, ownerOf.get(assetKey)!, `needs:${assetKey}`, 'asset.setNeeds', {
        assetId: idOf(operation, 'asset', assetKey),
        needs: needs.map(({ assetId: _owner, ...need }) => withIds(operation, need)),
      }),
    );
  }
  history.forEach((step, index) => {
    sent.push(say(`jump:${index}`, 'clock.jump', { at: step.at }), playStep(app, operation, step, `history:${index}`));
  });
  sent.push(say('opening', 'clock.jump', { at: openingAt }));
  await Promise.all(sent);
}

/** Sends one step of the story as its account. */
export async function playStep(app: App, operation: string, step: DemoStep, name: string): Promise<void> {
  const { type, data } = step.command;
  await sendAs(app, operation, step.as, name, type, withIds(operation, data) as object);
}

export async function sendAs(
  app: App,
  operation: string,
  userKey: string,
  name: string,
  type: string,
  data: object,
): Promise<void> {
  const commandId = commandIdFor(operation, name);
  const outcome = await app.pipeline.submit(operation, idOf('', 'user', userKey), { commandId, type, data });
  if (outcome.outcome === 'refused')
    throw new DemoRefused(`${name} (${type} as ${userKey}): ${outcome.code} ${outcome.message}`);
}

async function userActor(app: App, operation: string, userKey: string): Promise<Actor> {
  await app.context.settled(operation, '');
  const user = demoUsers.find((one) => one.key === userKey)!;
  return {
    user: idOf('', 'user', userKey),
    organisation: idOf('', 'organisation', user.organisation),
    roles: user.roles,
  };
}

function sender(app: App, operation: string, actor: Actor) {
  return async (name: string, type: string, data: object): Promise<void> => {
    const commandId = commandIdFor(operation, name);
    const outcome = await app.pipeline.submitAs(operation, actor, { commandId, type, data });
    if (outcome.outcome === 'refused') throw new DemoRefused(`${name} (${type}): ${outcome.code} ${outcome.message}`);
  };
}

/** Whether this store holds the demonstration. */
export const demoLoaded = async (app: App): Promise<boolean> =>
  (await app.context.tables.get(TABLE, 'loaded')) !== undefined;

/** Demonstration accounts never let anybody in where `NODE_ENV` is `production`. */
export async function setDemoAccounts(app: App, enabled: boolean): Promise<void> {
  for (const { key } of demoUsers) {
    const id = idOf('', 'user', key);
    const person = app.worlds.directory.world.at(`user:${id}`, app.worlds.directory.confirmed) as User | undefined;
    // Whom an administrator has disabled stays out, whatever the environment.
    if (enabled && !person?.disabled) await app.accounts.enable(id);
    else await app.accounts.disable(id);
  }
}
