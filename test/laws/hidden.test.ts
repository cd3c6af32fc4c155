import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/canonical.ts';
import { belongsToDirectory, type CommandType } from '../../shared/domain/commands.ts';
import { DIRECTORY, isId } from '../../shared/ids.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import type { Outcome } from '../../shared/protocol/down.ts';
import { createCursors } from '../../server/desk/cursors.ts';
import { openMemoryStore } from '../../server/log/memory.ts';
import { ALL_TYPES } from '../support/historiesCommands.ts';
import { Dice } from '../support/historiesDice.ts';
import { CoreNode } from '../support/historiesNode.ts';

const dice = new Dice(7);
const now = Date.parse('2026-03-01T10:00:00.000Z');

/** Every kind of record once shown to the actor and once hidden from it. */
interface Pair {
  readonly kind: string;
  readonly mine: string;
  readonly hidden: string;
}

class Place {
  readonly store = openMemoryStore();
  readonly node = new CoreNode(this.store, () => now, new Uint8Array(32));
  readonly pairs: Pair[] = [];
  readonly operation = dice.id();
  readonly elsewhere = dice.id();
  readonly needId = dice.id();
  readonly hiddenNeed = dice.id();
  readonly actor = dice.id();
  readonly other = dice.id();
  /** Somebody of a third organisation, and their incident, which everybody sees. */
  readonly third = dice.id();
  readonly thirds = dice.id();

  async submit(operation: string, user: string, type: string, data: object, as?: Actor): Promise<Outcome> {
    const message = { commandId: dice.id(), type, data };
    const outcome = as
      ? await this.node.pipeline.submitAs(operation, as, message)
      : await this.node.pipeline.submit(operation, user, message);
    await this.node.followEverything();
    return outcome;
  }
  async must(operation: string, user: string, type: string, data: object, as?: Actor): Promise<void> {
    const outcome = await this.submit(operation, user, type, data, as);
    if (outcome.outcome !== 'accepted') throw new Error(`${type}: ${outcome.code} ${outcome.message}`);
  }
  pair(kind: string): Pair {
    const made = { kind, mine: dice.id(), hidden: dice.id() };
    this.pairs.push(made);
    return made;
  }
  of(kind: string): Pair {
    return this.pairs.find((one) => one.kind === kind)!;
  }

  async furnish(): Promise<void> {
    const organisation = this.pair('organisation');
    const owner = dice.id();
    const root: Actor = { user: this.other, organisation: owner, roles: ['admin'] };
    const admin = (type: string, data: object) => this.must(DIRECTORY, '', type, data, root);
    const third = dice.id();
    for (const organisationId of [owner, third, organisation.mine, organisation.hidden]) {
      await admin('organisation.register', {
        organisationId,
        name: 'N',
        shortName: 'S',
        kind: 'operator',
        country: 'ES',
      });
    }
    const user = this.pair('user');
    await admin('user.register', { userId: this.actor, name: 'Actor', organisation: organisation.mine });
    await admin('user.register', { userId: this.other, name: 'Other', organisation: owner });
    await admin('user.register', { userId: user.mine, name: 'Colleague', organisation: organisation.mine });
    await admin('user.register', { userId: user.hidden, name: 'Hidden', organisation: owner });
    await admin('user.register', { userId: this.third, name: 'Third', organisation: third });
    const circle = this.pair('circle');
    await admin('circle.create', {
      circleId: circle.mine,
      name: 'Ours',
      owner: organisation.mine,
      members: [organisation.mine],
    });
    await admin('circle.create', {
      circleId: circle.hidden,
      name: 'Theirs',
      owner,
      members: [owner, organisation.hidden],
    });
    this.pairs.push({ kind: 'operation', mine: this.operation, hidden: this.elsewhere });
    for (const [operationId, participants] of [
      [this.operation, [owner, third, organisation.mine]],
      [this.elsewhere, [owner, organisation.hidden]],
    ] as const) {
      await admin('operation.create', { operationId, name: 'Op', kind: 'exercise', participants });
    }
    this.node.worlds.hold(this.operation);
    this.node.worlds.hold(this.elsewhere);
    const roles = ['coordinator', 'liaison', 'owner', 'responder', 'director'];
    for (const userId of [this.actor, this.other, this.third])
      await admin('user.setRoles', { userId, operation: this.operation, roles });
    await admin('user.setRoles', { userId: user.mine, operation: this.operation, roles: ['viewer'] });
    await admin('user.setRoles', { userId: user.hidden, operation: this.operation, roles: ['viewer'] });

    const strict = { marking: { tlp: 'TLP:AMBER+STRICT' } };
    const both = async (kind: string, type: string, data: (id: string, pick: (kind: string) => string) => object) => {
      const ids = this.pair(kind);
      await this.must(this.operation, this.actor, type, { ...data(ids.mine, (of) => this.of(of).mine) });
      await this.must(this.operation, this.other, type, { ...data(ids.hidden, (of) => this.of(of).hidden), ...strict });
    };
    await both('asset', 'asset.register', (assetId) => ({
      assetId,
      name: 'A',
      sector: 'energy',
      kind: 'k',
      country: 'ES',
      location: { lat: 1, lon: 1 },
    }));
    const guest = this.pair('guest');
    const until = '2026-03-02T10:00:00Z';
    for (const [host, guestId] of [
      [this.actor, guest.mine],
      [this.other, guest.hidden],
    ] as const) {
      const invitation = { guestId, operation: this.operation, name: 'G', cap: 'TLP:AMBER', until };
      await this.must(DIRECTORY, host, 'guest.invite', invitation);
    }
    const agreement = this.pair('agreement');
    const parties = { name: 'P', permits: ['share-amber'] };
    await admin('agreement.propose', {
      agreementId: agreement.mine,
      ...parties,
      parties: [owner, organisation.mine],
    });
    await admin('agreement.propose', {
      agreementId: agreement.hidden,
      ...parties,
      parties: [owner, organisation.hidden],
    });
    await both('incident', 'incident.report', (incidentId) => ({ incidentId, title: 'I' }));
    await both('task', 'task.create', (taskId) => ({ taskId, title: 'T' }));
    await both('note', 'incident.addNote', (noteId, pick) => ({ incidentId: pick('incident'), noteId, text: 'N' }));
    await both('attachment', 'attachment.add', (attachmentId, pick) => ({
      attachmentId,
      on: { kind: 'incident', id: pick('incident') },
      name: 'F',
      mediaType: 'image/png',
      bytes: 1,
    }));
    await both('scenario', 'scenario.save', (scenarioId, pick) => ({
      scenarioId,
      name: 'S',
      steps: [{ kind: 'health', after: 0, assetId: pick('asset'), level: 0 }],
    }));
    const release = this.pair('release');
    const request = (user: string, releaseId: string, incidentId: string) => {
      const entity = { kind: 'incident', id: incidentId };
      return this.must(this.operation, user, 'sharing.request', { releaseId, entity, reason: 'r' });
    };
    // Asked of the actor, and, hidden from it, of somebody else.
    await request(this.other, release.mine, this.of('incident').mine);
    await this.must(this.operation, this.third, 'incident.report', { incidentId: this.thirds, title: 'I' });
    await request(this.other, release.hidden, this.thirds);
  }
}

/** A form of each command whose ids are all shown to its author. */
function sample(type: CommandType, place: Place): Record<string, unknown> {
  const of = (kind: string) => place.of(kind).mine;
  const marking = { tlp: 'TLP:AMBER', circles: [of('circle')] };
  const red = { tlp: 'TLP:RED', persons: [of('user')] };
  const step = { kind: 'health', after: 0, assetId: of('asset'), level: 0 };
  const needs = [{ needId: place.needId, type: 'physical', rule: 'kofn', k: 1, suppliers: [{ assetId: of('asset') }] }];
  const byType: { [T in CommandType]: Record<string, unknown> } = {
    'asset.register': {
      assetId: dice.id(),
      name: 'X',
      sector: 'energy',
      kind: 'k',
      country: 'ES',
      location: { lat: 1, lon: 1 },
      organisation: of('organisation'),
      needs,
      marking,
    },
    'asset.setStatus': { assetId: of('asset'), status: 'failed' },
    'asset.confirm': { assetId: of('asset') },
    'asset.refute': { assetId: of('asset') },
    'asset.answerPrediction': {
      assetId: of('asset'),
      answer: 'refuted',
      at: '2026-03-01T12:00:00Z',
      level: 0,
    },
    'asset.setNeeds': { assetId: of('asset'), needs },
    'asset.setDetails': { assetId: of('asset'), name: 'Y' },
    'asset.setBuffer': { assetId: of('asset'), needId: place.needId, secondsLeft: 1 },
    'incident.report': { incidentId: dice.id(), title: 'X', assetIds: [of('asset')], marking: red },
    'incident.setStatus': { incidentId: of('incident'), status: 'confirmed' },
    'incident.setSeverity': { incidentId: of('incident'), severity: 4 },
    'incident.setLead': { incidentId: of('incident'), organisation: of('organisation') },
    'incident.linkAssets': { incidentId: of('incident'), assetIds: [of('asset')] },
    'incident.acknowledge': { incidentId: of('incident') },
    'incident.withdrawAcknowledgement': { incidentId: of('incident') },
    'incident.merge': { incidentId: of('incident'), into: of('incident') },
    'incident.void': { incidentId: of('incident'), reason: 'r' },
    'incident.addNote': { incidentId: of('incident'), noteId: dice.id(), text: 't', marking },
    'task.create': {
      taskId: dice.id(),
      title: 'X',
      incidentId: of('incident'),
      assetIds: [of('asset')],
      blockedBy: [of('task')],
      assignee: { organisation: of('organisation'), user: of('user') },
      marking,
    },
    'task.assign': { taskId: of('task'), assignee: { organisation: of('organisation'), user: of('user') } },
    'task.accept': { taskId: of('task') },
    'task.decline': { taskId: of('task'), reason: 'r' },
    'task.setStatus': { taskId: of('task'), status: 'blocked' },
    'task.setDue': { taskId: of('task'), due: null },
    'task.setBlockedBy': { taskId: of('task'), blockedBy: [of('task')] },
    'task.addNote': { taskId: of('task'), noteId: dice.id(), text: 't' },
    'attachment.add': {
      attachmentId: dice.id(),
      on: { kind: 'note', id: of('note') },
      name: 'f',
      mediaType: 'image/png',
      bytes: 1,
      marking,
    },
    'scenario.save': { scenarioId: dice.id(), name: 'S', steps: [step], marking },
    'scenario.change': { scenarioId: of('scenario'), steps: [step] },
    'scenario.discard': { scenarioId: of('scenario') },
    'sharing.mark': { entity: { kind: 'attachment', id: of('attachment') }, marking, reason: 'r' },
    'sharing.request': { releaseId: dice.id(), entity: { kind: 'incident', id: of('incident') }, reason: 'r' },
    'sharing.answer': {
      releaseId: of('release'),
      answer: 'granted',
      reason: 'r',
      marking,
    },
    // The records that a link names are those of its operation, which the directory does not look into.
    'guest.invite': {
      guestId: dice.id(),
      operation: of('operation'),
      name: 'G',
      cap: 'TLP:GREEN',
      until: '2026-03-01T12:00:00Z',
    },
    'guest.revoke': { guestId: of('guest') },
    'agreement.propose': {
      agreementId: dice.id(),
      name: 'A',
      parties: [of('organisation'), of('organisation')],
      permits: ['send-tasks'],
    },
    'agreement.accept': { agreementId: of('agreement') },
    'agreement.end': { agreementId: of('agreement'), reason: 'r' },
    'clock.start': {},
    'clock.pause': {},
    'clock.resume': {},
    'clock.jump': { at: '2026-03-01T11:00:00Z' },
    'clock.setSpeed': { speed: 2 },
    'operation.end': { reason: 'r' },
    'organisation.register': { organisationId: dice.id(), name: 'N', shortName: 'S', kind: 'operator', country: 'ES' },
    'organisation.setClients': { organisationId: of('organisation'), clients: [of('organisation')] },
    'user.register': { userId: dice.id(), name: 'N', organisation: of('organisation') },
    'user.setRoles': { userId: of('user'), operation: of('operation'), roles: ['viewer'] },
    'user.disable': { userId: of('user') },
    'user.enable': { userId: of('user') },
    'circle.create': { circleId: dice.id(), name: 'C', members: [of('organisation')], owner: of('organisation') },
    'circle.setMembers': { circleId: of('circle'), members: [of('organisation')] },
    'operation.create': {
      operationId: dice.id(),
      name: 'O',
      kind: 'exercise',
      participants: [of('organisation')],
      predecessor: of('operation'),
    },
    'operation.setParticipants': { operationId: of('operation'), participants: [of('organisation')] },
  };
  return byType[type];
}

/** Every place of an id in a form, as a way to put another one there. */
function* idPlaces(
  value: unknown,
  put: (with_: unknown) => unknown,
): Iterable<{ id: string; with: (id: string) => unknown }> {
  if (isId(value)) yield { id: value, with: put };
  else if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* idPlaces(member, (other) => put(value.with(index, other)));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value))
      yield* idPlaces(member, (other) => put({ ...value, [name]: other }));
  }
}

const told = ({ commandId: _commandId, ...rest }: Outcome) => canonicalJson(rest);

describe('[P-C4] hidden and absent', () => {
  let place: Place;
  beforeAll(async () => {
    place = new Place();
    await place.furnish();
  });

  it('[P-C4] for every command and every id in it, a hidden record and none at all are answered by the same bytes', async () => {
    let probes = 0;
    let notFound = 0;
    for (const type of ALL_TYPES) {
      const operation = belongsToDirectory(type) ? DIRECTORY : place.operation;
      for (const spot of idPlaces(sample(type, place), (other) => other)) {
        const pair = place.pairs.find((one) => one.mine === spot.id);
        if (!pair) continue;
        const hidden = await place.submit(operation, place.actor, type, spot.with(pair.hidden) as object);
        const absent = await place.submit(operation, place.actor, type, spot.with(dice.id()) as object);
        expect(told(hidden), `${type} with a hidden ${pair.kind}`).toBe(told(absent));
        expect(hidden.outcome, `${type} with a hidden ${pair.kind}`).toBe('refused');
        expect(JSON.stringify(hidden).length).toBe(JSON.stringify(absent).length);
        probes += 1;
        notFound += Number(hidden.code === 'not-found');
      }
    }
    process.stdout.write(`P-C4: ${probes} places of an id probed, ${notFound} of them not-found\n`);
    expect(notFound).toBeGreaterThan(40);
  });

  it('[P-C4] an operation one has no part in and one that does not exist leave the same answers and the same receipts', async () => {
    const { node, actor } = place;
    for (const operation of [place.elsewhere, dice.id()]) {
      const message = { commandId: dice.id(), type: 'incident.report', data: { incidentId: dice.id(), title: 'x' } };
      expect((await node.pipeline.submit(operation, actor, message)).code).toBe('not-found');
      expect((await node.pipeline.submit(operation, actor, message)).code).toBe('not-found');
      expect((await node.pipeline.outcomeOf(actor, message.commandId))?.code).toBe('not-found');
      const other = { ...message, data: { ...message.data, title: 'y' } };
      expect((await node.pipeline.submit(operation, actor, other)).code).toBe('command-id-reused');
      expect(node.desk(operation).join({ user: actor, deliver() {}, dismissed() {} }, undefined)).toBeUndefined();
      expect(node.desk(operation).snapshot(actor)).toBeUndefined();
      expect(node.desk(operation).changesSince(actor, 'x', 1)).toBeUndefined();
    }
  });

  it('a message nested thousands deep is refused in words, and stores nothing', async () => {
    const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    const head = place.node.worlds.operation(place.operation)!.world.head;
    for (const data of [{ x: deep }, deep]) {
      const message = { commandId: dice.id(), type: 'incident.report', data };
      const outcome = await place.node.pipeline.submit(place.operation, place.actor, message);
      expect(outcome).toMatchObject({ outcome: 'refused', code: 'invalid', message: 'command: is nested too deeply' });
    }
    expect(place.node.worlds.operation(place.operation)!.world.head).toBe(head);
  });
});

describe('versions and cursors', () => {
  it('[POL-10] two histories that show an audience the same give it the same versions, however much was hidden between', async () => {
    const places = [new Place(), new Place()];
    // The same ids in both: chance begins again.
    const ids = Array.from({ length: 60 }, () => dice.id());
    const faces: string[] = [];
    for (const [index, place] of places.entries()) {
      const [owner, partner, boss, reader, operation, asset, secret, incident] = ids as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const root: Actor = { user: boss, organisation: owner, roles: ['admin'] };
      const admin = (type: string, data: object) => place.must(DIRECTORY, '', type, data, root);
      for (const organisationId of [owner, partner]) {
        await admin('organisation.register', {
          organisationId,
          name: 'N',
          shortName: 'S',
          kind: 'operator',
          country: 'ES',
        });
      }
      await admin('user.register', { userId: boss, name: 'B', organisation: owner });
      await admin('user.register', { userId: reader, name: 'R', organisation: partner });
      await admin('operation.create', {
        operationId: operation,
        name: 'Op',
        kind: 'live',
        participants: [owner, partner],
      });
      await admin('user.setRoles', { userId: boss, operation, roles: ['coordinator', 'owner'] });
      await admin('user.setRoles', { userId: reader, operation, roles: ['viewer'] });
      place.node.worlds.hold(operation);
      const say = (type: string, data: object) => place.must(operation, boss, type, data);
      const base = { sector: 'energy', kind: 'k', country: 'ES', location: { lat: 1, lon: 1 } };
      const restricted = { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } };
      await say('asset.register', { assetId: asset, name: 'A', ...base, marking: restricted });
      await say('incident.report', { incidentId: incident, title: 'I' });
      if (index === 1) {
        const strict = { tlp: 'TLP:AMBER+STRICT' };
        await say('asset.register', { assetId: secret, name: 'S', ...base, marking: strict });
        await say('asset.setDetails', { assetId: asset, notes: 'hidden', contacts: 'hidden' });
        const suppliers = [{ assetId: secret }];
        await say('asset.setNeeds', {
          assetId: asset,
          needs: [{ needId: dice.id(), type: 'physical', rule: 'kofn', k: 1, suppliers }],
        });
        await say('incident.addNote', { incidentId: incident, noteId: dice.id(), text: 'hidden', marking: strict });
        await say('task.create', { taskId: dice.id(), title: 'hidden', incidentId: incident, marking: strict });
      }
      faces.push(canonicalJson(place.node.desk(operation).snapshot(reader)!.records));
    }
    expect(faces[1]).toBe(faces[0]);
    expect(faces[0]).toContain('"version":');
  });

  it('[DLV-2] a cursor has one length, opens only for its own operation and rights, and not at all once a bit of it was changed', () => {
    const cursors = createCursors(randomBytes(32));
    const moments = [0, 1, 12_345_678, Number.MAX_SAFE_INTEGER].map((n) => ({
      position: n,
      directoryPosition: n,
      time: n,
    }));
    const sealed = moments.map((moment) => cursors.seal(moment, 'op/org/member'));
    expect(new Set(sealed.map((one) => one.length)).size).toBe(1);
    expect(new Set([...sealed, cursors.seal(moments[0]!, 'op/org/member')]).size).toBe(5);
    for (const [index, cursor] of sealed.entries()) {
      expect(cursors.open(cursor, 'op/org/member')).toEqual(moments[index]);
      for (const bound of ['op2/org/member', 'op/org2/member', 'op/org/administrator', ''])
        expect(cursors.open(cursor, bound)).toBeUndefined();
      expect(createCursors(randomBytes(32)).open(cursor, 'op/org/member')).toBeUndefined();
      const bytes = Buffer.from(cursor, 'base64url');
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << (at % 8);
        expect(cursors.open(changed.toString('base64url'), 'op/org/member')).toBeUndefined();
      }
      for (const wrong of ['', 'x', cursor.slice(1), `${cursor}AAAA`, 'é'.repeat(70)])
        expect(cursors.open(wrong, 'op/org/member')).toBeUndefined();
    }
  });
});
