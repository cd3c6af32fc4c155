import { describe, expect, test } from 'vitest';
import { demoAssets } from '../../server/demo/content/assets.ts';
import { demoCircles } from '../../server/demo/content/circles.ts';
import { demoNeeds } from '../../server/demo/content/needs.ts';
import { demoOrganisations } from '../../server/demo/content/organisations.ts';
import { demoPlaces } from '../../server/demo/content/places.ts';
import { demoStory, history, live, openingAt, pace } from '../../server/demo/content/story.ts';
import type { DemoMarking, DemoStep, Role } from '../../server/demo/content/types.ts';
import { demoUsers } from '../../server/demo/content/users.ts';

const assets = new Map(demoAssets.map((asset) => [asset.key, asset]));
const users = new Map(demoUsers.map((user) => [user.key, user]));
const organisations = new Set(demoOrganisations.map((organisation) => organisation.key));
const circles = new Map(demoCircles.map((circle) => [circle.key, circle.members]));
const ROLES: Role[] = [
  'viewer',
  'responder',
  'liaison',
  'coordinator',
  'owner',
  'analyst',
  'director',
  'evaluator',
  'admin',
  'guest',
];

interface Held {
  marking: DemoMarking;
  owner: string;
  /** Organisations that a task was offered to. */
  also: string[];
}

const organisationOf = (user: string): string => users.get(user)?.organisation ?? '';

function sees(record: Held | undefined, user: string): boolean {
  if (!record) return false;
  const { tlp, circles: named = [], persons = [] } = record.marking;
  const organisation = organisationOf(user);
  if (tlp === 'TLP:RED') return persons.includes(user);
  if (tlp === 'TLP:CLEAR' || tlp === 'TLP:GREEN') return true;
  return [record.owner, ...record.also, ...named.flatMap((circle) => circles.get(circle) ?? [])].includes(organisation);
}

const heldAsset = (key: string): Held | undefined => {
  const asset = assets.get(key);
  return asset && { marking: asset.marking, owner: asset.organisation, also: [] };
};

const repeated = (keys: string[]) => keys.filter((key, index) => keys.indexOf(key) !== index);
const describeStep = (step: DemoStep) =>
  `${step.at} ${step.as} ${step.command.type} ${JSON.stringify(step.command.data)}`;

describe('[DEMO-1] the demonstration as data', () => {
  test('is as large and as varied as promised', () => {
    expect(demoAssets.length).toBeGreaterThanOrEqual(170);
    expect(new Set(demoAssets.map((asset) => asset.sector)).size).toBeGreaterThanOrEqual(10);
    expect(demoOrganisations.length).toBeGreaterThanOrEqual(9);
    expect(demoCircles.length).toBeGreaterThanOrEqual(4);
    expect(demoPlaces.length).toBeGreaterThanOrEqual(60);
    expect(new Set(demoAssets.map((asset) => asset.marking.tlp)).size).toBe(5);
    expect(new Set(demoAssets.map((asset) => asset.country))).toEqual(new Set(['ES', 'PT', 'FR', 'MA']));
    for (const role of ROLES)
      expect(
        demoUsers.some((user) => user.roles.includes(role)),
        role,
      ).toBe(true);
    expect(demoStory.length).toBeGreaterThanOrEqual(120);
    const needing = new Set(demoNeeds.map((need) => need.assetId));
    expect(needing.size / demoAssets.length).toBeGreaterThan(0.8);
  });

  test('uses every key once and names nothing that is not there', () => {
    expect(repeated(demoAssets.map((asset) => asset.key))).toEqual([]);
    expect(repeated(demoAssets.map((asset) => asset.name))).toEqual([]);
    expect(repeated(demoUsers.map((user) => user.key))).toEqual([]);
    expect(repeated(demoNeeds.map((need) => need.needId))).toEqual([]);
    for (const organisation of demoOrganisations)
      expect(organisation.shortName.length, organisation.key).toBeLessThanOrEqual(12);
    for (const user of demoUsers) {
      expect(organisations, user.key).toContain(user.organisation);
      expect(user.username).toMatch(/^[a-z]+@[a-z-]+\.demo$/);
    }
    for (const circle of demoCircles)
      for (const member of circle.members) expect(organisations, circle.key).toContain(member);
    for (const asset of demoAssets) {
      expect(organisations, asset.key).toContain(asset.organisation);
      for (const circle of asset.marking.circles ?? []) expect(circles.has(circle), asset.key).toBe(true);
      for (const person of asset.marking.persons ?? []) expect(users.has(person), asset.key).toBe(true);
      expect(
        demoUsers.some((user) => user.organisation === asset.organisation && user.roles.includes('owner')),
        asset.key,
      ).toBe(true);
    }
  });

  test('places every asset and town in its country', () => {
    const boxes = {
      ES: [35.2, 43.9, -9.4, 4.4],
      PT: [36.8, 42.2, -9.6, -6.1],
      FR: [42.3, 45.6, -1.9, 4.9],
      MA: [33.5, 36, -7.8, -1],
      BE: [0, 0, 0, 0],
    };
    for (const { key, country, location } of demoAssets) {
      const [south, north, west, east] = boxes[country] as [number, number, number, number];
      expect(location.lat >= south && location.lat <= north && location.lon >= west && location.lon <= east, key).toBe(
        true,
      );
    }
    for (const { name, lat, lon } of demoPlaces) expect(lat > 33 && lat < 46 && lon > -10 && lon < 5, name).toBe(true);
  });

  test('states needs in whole seconds and parts per million, on suppliers that the owner may see', () => {
    const whole = (value: number, max: number) => Number.isInteger(value) && value >= 0 && value <= max;
    for (const need of demoNeeds) {
      const asset = assets.get(need.assetId);
      expect(asset, need.needId).toBeDefined();
      expect(whole(need.alpha, 1_000_000) && whole(need.beta, 1_000_000), need.needId).toBe(true);
      expect(whole(need.buffer, 315_360_000) && whole(need.recharge, 1_000_000_000), need.needId).toBe(true);
      expect(need.suppliers.length, need.needId).toBeGreaterThan(0);
      expect(repeated(need.suppliers.map((supplier) => supplier.assetId)), need.needId).toEqual([]);
      expect(
        need.rule === 'kofn' ? (need.k ?? 0) >= 1 && need.k! <= need.suppliers.length : (need.demand ?? 0) > 0,
        need.needId,
      ).toBe(true);
      const registrant = demoUsers.find(
        (user) => user.organisation === asset?.organisation && user.roles.includes('owner'),
      );
      for (const supplier of need.suppliers) {
        expect(supplier.assetId).not.toBe(need.assetId);
        expect(whole(supplier.weight, 1_000_000_000) && whole(supplier.delay, 315_360_000), need.needId).toBe(true);
        expect(whole(supplier.threshold, 1_000_000) && supplier.threshold >= 1, need.needId).toBe(true);
        expect(
          sees(heldAsset(supplier.assetId), registrant?.key ?? ''),
          `${need.needId} names ${supplier.assetId}`,
        ).toBe(true);
      }
    }
  });
});

/** Walks the story as the store would: who holds what, who was offered what, what stands when. */
function walk(): string[] {
  const faults: string[] = [];
  const records = new Map<string, Held>([...assets.keys()].map((key) => [key, heldAsset(key)!]));
  const lead = new Map<string, string>();
  const incidentStatus = new Map<string, string>();
  const taskStatus = new Map<string, string>();
  const assignee = new Map<string, string>();
  const creator = new Map<string, string>();
  const ladder = ['reported', 'confirmed', 'responding', 'contained', 'resolved', 'closed'];

  for (const step of demoStory) {
    const { command } = step;
    const user = users.get(step.as);
    const fault = (why: string) => faults.push(`${why}: ${describeStep(step)}`);
    if (!user) {
      fault('no such account');
      continue;
    }
    const has = (...roles: Role[]) => roles.some((role) => user.roles.includes(role));
    const need = (...keys: (string | undefined)[]) => {
      for (const key of keys) if (key !== undefined && !sees(records.get(key), step.as)) fault(`cannot see ${key}`);
    };
    const make = (key: string, marking: DemoMarking | undefined) => {
      if (records.has(key)) fault(`key used twice ${key}`);
      const held = marking ?? { tlp: 'TLP:GREEN' };
      for (const circle of held.circles ?? []) if (!circles.has(circle)) fault(`no circle ${circle}`);
      for (const person of held.persons ?? []) if (!users.has(person)) fault(`no person ${person}`);
      records.set(key, { marking: held, owner: user.organisation, also: [] });
    };
    const organisation = (key: string) => {
      if (!organisations.has(key)) fault(`no organisation ${key}`);
      return key;
    };

    switch (command.type) {
      case 'asset.setStatus': {
        const { assetId, status, level } = command.data;
        need(assetId);
        const own = records.get(assetId)?.owner === user.organisation;
        if (!(own ? has('owner') : has('responder', 'liaison', 'coordinator'))) fault('may not set the status');
        if (level !== undefined && !(Number.isInteger(level) && level >= 0 && level <= 1_000_000)) fault('level');
        if (status === 'degraded' && level === undefined) fault('degraded without level');
        break;
      }
      case 'asset.confirm':
      case 'asset.refute':
        need(command.data.assetId);
        if (records.get(command.data.assetId)?.owner !== user.organisation || !has('owner')) fault('not the owner');
        break;
      case 'asset.answerPrediction': {
        const { assetId, at, note } = command.data;
        need(assetId);
        if (records.get(assetId)?.owner !== user.organisation || !has('owner')) fault('not the owner');
        if (at <= step.at) fault('its moment has passed');
        if (note.length < 20) fault('says nothing');
        break;
      }
      case 'scenario.save':
        for (const each of command.data.steps) {
          need(each.assetId);
          if (each.kind === 'refuel' && !demoNeeds.some((one) => one.needId === each.needId)) fault('no such need');
        }
        if (has('viewer', 'evaluator', 'guest')) fault('may not save');
        make(command.data.scenarioId, undefined);
        break;
      case 'asset.setBuffer':
        need(command.data.assetId);
        if (!demoNeeds.some((one) => one.needId === command.data.needId)) fault('no such need');
        break;
      case 'incident.report':
        if (has('viewer', 'evaluator')) fault('may not report');
        need(...(command.data.assetIds ?? []));
        make(command.data.incidentId, command.data.marking);
        incidentStatus.set(command.data.incidentId, 'reported');
        lead.set(command.data.incidentId, user.organisation);
        if (
          command.data.area &&
          JSON.stringify(command.data.area.coordinates[0]?.[0]) !==
            JSON.stringify(command.data.area.coordinates[0]?.at(-1))
        )
          fault('open ring');
        break;
      case 'incident.setStatus': {
        const { incidentId, status } = command.data;
        need(incidentId);
        if (!has('coordinator')) fault('not a coordinator');
        if (ladder.indexOf(status) !== ladder.indexOf(incidentStatus.get(incidentId) ?? '') + 1)
          fault(`from ${incidentStatus.get(incidentId)}`);
        if (status === 'closed' && ![records.get(incidentId)?.owner, lead.get(incidentId)].includes(user.organisation))
          fault('may not close');
        incidentStatus.set(incidentId, status);
        break;
      }
      case 'incident.setSeverity':
      case 'incident.linkAssets':
        need(command.data.incidentId, ...('assetIds' in command.data ? command.data.assetIds : []));
        if (!has('coordinator')) fault('not a coordinator');
        break;
      case 'incident.setLead':
        need(command.data.incidentId);
        if (!has('coordinator')) fault('not a coordinator');
        lead.set(command.data.incidentId, organisation(command.data.organisation));
        break;
      case 'incident.acknowledge':
        need(command.data.incidentId);
        if (!has('responder', 'liaison', 'coordinator')) fault('may not acknowledge');
        break;
      case 'incident.merge':
        need(command.data.incidentId, command.data.into);
        if (!has('coordinator')) fault('not a coordinator');
        incidentStatus.set(command.data.incidentId, 'merged');
        break;
      case 'incident.void':
        need(command.data.incidentId);
        if (
          !has('coordinator') ||
          ![records.get(command.data.incidentId)?.owner, lead.get(command.data.incidentId)].includes(user.organisation)
        )
          fault('may not void');
        incidentStatus.set(command.data.incidentId, 'void');
        break;
      case 'incident.addNote':
        need(command.data.incidentId);
        if (has('viewer', 'evaluator')) fault('may not add a note');
        if (['merged', 'void'].includes(incidentStatus.get(command.data.incidentId) ?? ''))
          fault('note on a gone incident');
        make(command.data.noteId, command.data.marking);
        break;
      case 'task.create': {
        const { taskId, incidentId, assetIds, marking, assignee: to } = command.data;
        need(incidentId, ...(assetIds ?? []));
        if (!has('liaison', 'coordinator')) fault('may not create');
        make(taskId, marking);
        creator.set(taskId, user.organisation);
        if (incidentId && !['TLP:GREEN', 'TLP:CLEAR'].includes(records.get(incidentId)!.marking.tlp) && !marking)
          fault('marking left to inheritance');
        if (to) {
          records.get(taskId)!.also.push(organisation(to.organisation));
          assignee.set(taskId, to.organisation);
        }
        taskStatus.set(taskId, to ? 'assigned' : 'open');
        break;
      }
      case 'task.assign': {
        const { taskId, assignee: to } = command.data;
        need(taskId);
        if (!has('liaison', 'coordinator') || creator.get(taskId) !== user.organisation) fault('may not assign');
        records.get(taskId)?.also.push(organisation(to.organisation));
        assignee.set(taskId, to.organisation);
        taskStatus.set(taskId, 'assigned');
        break;
      }
      case 'task.accept':
      case 'task.decline':
        need(command.data.taskId);
        if (!has('liaison', 'coordinator') || assignee.get(command.data.taskId) !== user.organisation)
          fault('not the assignee');
        if (taskStatus.get(command.data.taskId) !== 'assigned') fault(`task is ${taskStatus.get(command.data.taskId)}`);
        taskStatus.set(command.data.taskId, command.type === 'task.accept' ? 'accepted' : 'open');
        break;
      case 'task.setStatus':
        need(command.data.taskId);
        if (!has('liaison', 'coordinator') || assignee.get(command.data.taskId) !== user.organisation)
          fault('not the assignee');
        if (!['accepted', 'in-progress', 'blocked'].includes(taskStatus.get(command.data.taskId) ?? ''))
          fault(`task is ${taskStatus.get(command.data.taskId)}`);
        taskStatus.set(command.data.taskId, command.data.status);
        break;
      case 'task.setBlockedBy':
        need(command.data.taskId, ...command.data.blockedBy);
        break;
      case 'sharing.mark': {
        const { entity, marking } = command.data;
        need(entity.id);
        const held = records.get(entity.id);
        if (held?.owner !== user.organisation || !has('liaison', 'owner', 'coordinator'))
          fault('not the owner of the marking');
        if (held) records.set(entity.id, { ...held, marking });
        break;
      }
      default:
        fault('unknown command');
    }
  }
  return faults;
}

describe('the scripted player', () => {
  test('runs in order, says where each step comes from, and starts within ten seconds', () => {
    for (const step of demoStory) {
      expect(step.at).toMatch(/^2025-04-2[89]T\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(step.source.length, describeStep(step)).toBeGreaterThan(3);
      expect(['seen', 'recalled', 'assumed']).toContain(step.confidence);
    }
    expect(demoStory.map((step) => step.at)).toEqual(demoStory.map((step) => step.at).sort());
    expect(demoStory[0]?.at).toBe('2025-04-28T10:03:00.000Z');
    expect(demoStory.at(-1)!.at >= '2025-04-29T04:00:00.000Z').toBe(true);
    expect(history.length).toBeGreaterThan(30);
    const first = Date.parse(live[0]!.at) - Date.parse(openingAt);
    const failure = live.find(
      (step) => step.command.type === 'asset.setStatus' && step.command.data.status === 'failed',
    );
    expect(first).toBeLessThanOrEqual(3_000);
    expect(Date.parse(failure!.at) - Date.parse(openingAt)).toBeLessThan(10_000);
    expect(pace[0]).toEqual({ fromOperationTime: openingAt, speed: 1 });
    expect(pace.map((one) => one.fromOperationTime)).toEqual(pace.map((one) => one.fromOperationTime).sort());
  });

  test('asks only for what its accounts may do and see', () => {
    expect(walk()).toEqual([]);
  });

  test('loses the whole Iberian grid and brings each asset back only after something that feeds it', () => {
    const level = new Map<string, number>(demoAssets.map((asset) => [asset.key, 1]));
    const powered = (key: string) =>
      demoNeeds
        .filter((need) => need.assetId === key && need.needId.endsWith('/power'))
        .every((need) => need.suppliers.some((supplier) => (level.get(supplier.assetId) ?? 0) > 0));
    const dark: string[] = [];
    let lit: string[] | undefined;
    let fedAtTheBottom: string[] | undefined;
    const suppliedOnly = new Set<string>();
    for (const step of demoStory) {
      if (step.command.type !== 'asset.setStatus') continue;
      const { assetId, status, because } = step.command.data;
      if (lit === undefined && step.at > '2025-04-28T10:33:45.000Z') {
        const iberian = demoAssets.filter((asset) => asset.country !== 'FR' && asset.country !== 'MA');
        lit = iberian
          .filter((asset) => /^(ss|ic|np|hp|gp|pv)-/.test(asset.key) && level.get(asset.key) !== 0)
          .map((asset) => asset.key);
        fedAtTheBottom = [...suppliedOnly].filter(powered);
      }
      if (organisationOf(step.as) !== assets.get(assetId)?.organisation) continue;
      level.set(assetId, status === 'failed' ? 0 : 1);
      if (status === 'failed' && because === 'supply') suppliedOnly.add(assetId);
      if (status === 'operational' && !powered(assetId)) dark.push(`${step.at} ${assetId}`);
    }
    expect(lit).toEqual([]);
    expect(fedAtTheBottom).toEqual([]);
    expect(dark).toEqual([]);
    const stillDown = [...level].filter(([key, value]) => value === 0 && !key.startsWith('np-')).map(([key]) => key);
    expect(stillDown).toEqual([]);
  });
});
