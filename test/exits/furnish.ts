import { DIRECTORY } from '../../shared/ids.ts';
import type { Reader } from './canaries.ts';
import { CIRCLE, EVERYBODY, makeSet, MINUTE, setsOf, type More } from './sets.ts';
import { ALFA, BRAVO, CHARLIE, GUESTS_ALL, type CanaryWorld } from './world.ts';

/** Circles, guests and agreements: before the readers open their screens. */
export async function furnishDirectory(world: CanaryWorld): Promise<void> {
  const { canaries } = world;
  const circles: [string, string, string[], readonly Reader[], Partial<More>?][] = [
    ['circle', 'alfa', ['alfa', 'bravo'], [...CIRCLE, 'root']],
    ['short circle', 'alfa', ['alfa', 'bravo'], [...ALFA, 'root'], { before: [...CIRCLE, 'root'] }],
    ['circle without alfa', 'bravo', ['bravo', 'charlie'], [...BRAVO, ...CHARLIE, 'root']],
    ['circle elsewhere', 'golf', ['golf', 'hotel'], ['gil', 'root']],
  ];
  for (const [name, owner, members, sees, more = {}] of circles)
    await world.admin('circle.create', {
      circleId: canaries.is(world.id(name), `the id of the ${name}`, sees, more),
      name: canaries.word(`the name of the ${name}`, sees, more),
      owner: world.id(owner),
      members: members.map((one) => world.id(one)),
    });
  const until = new Date(world.now() + 60 * MINUTE).toISOString();
  const host = { operation: world.operation, cap: 'TLP:AMBER', until };
  const knows: readonly Reader[] = [...ALFA, ...GUESTS_ALL, 'root'];
  for (const guest of ['link', 'narrow'] as const)
    await world.says(
      'ann',
      'guest.invite',
      {
        guestId: canaries.is(world.id(guest), `the id of the guest ${guest}`, knows),
        name: canaries.word(`the name of the guest ${guest}`, knows),
        ...host,
        ...(guest === 'narrow' && { records: [{ kind: 'incident', id: world.id('incident amber') }] }),
      },
      DIRECTORY,
    );
  const parties: [string, string[], 'ann' | 'gil', readonly Reader[]][] = [
    ['agreement', ['alfa', 'bravo'], 'ann', [...CIRCLE, 'root']],
    ['agreement elsewhere', ['golf', 'hotel'], 'gil', ['gil', 'root']],
  ];
  for (const [name, of, by, sees] of parties) {
    const agreementId = canaries.is(world.id(name), `the id of the ${name}`, sees);
    const proposal = {
      name: canaries.word(`the name of the ${name}`, sees),
      text: canaries.word(`the text of the ${name}`, sees),
      permits: ['share-amber'],
    };
    await world.says(
      by,
      'agreement.propose',
      { agreementId, ...proposal, parties: of.map((one) => world.id(one)) },
      DIRECTORY,
    );
    await world.says(
      by,
      'agreement.end',
      { agreementId, reason: canaries.word(`the end of the ${name}`, sees) },
      DIRECTORY,
    );
  }
}

/** The first act: everything is made, in sight of those who may see it. */
export async function furnish(world: CanaryWorld): Promise<void> {
  const { canaries, operation } = world;
  for (const set of setsOf(world)) await makeSet(world, set);
  await makeSet(world, { name: 'amber of bravo', marking: { tlp: 'TLP:AMBER' }, sees: BRAVO }, 'ben');
  await makeSet(world, { name: 'strict of charlie', marking: { tlp: 'TLP:AMBER+STRICT' }, sees: CHARLIE }, 'cia');

  // An exact asset that only its owner sees, and its coarse twin for everybody, needs included.
  const needId = canaries.is(world.id('need'), 'the id of a need of the exact asset', ALFA);
  const need = (...of: string[]) => ({
    needId,
    type: 'physical',
    rule: 'kofn',
    k: 1,
    suppliers: of.map((assetId) => ({ assetId })),
  });
  await world.says('ann', 'asset.register', {
    assetId: canaries.is(world.id('exact asset'), 'the id of the exact asset', ALFA),
    name: canaries.word('the name of the exact asset', ALFA),
    sector: 'energy',
    kind: canaries.word('the kind of the exact asset', ALFA),
    country: 'ES',
    location: { lat: canaries.degrees('the place of the exact asset', ALFA), lon: -3 },
    notes: canaries.word('the notes of the exact asset', ALFA),
    needs: [need(world.id('asset green'), world.id('asset strict'), world.id('asset red'))],
    marking: { tlp: 'TLP:AMBER+STRICT' },
    coarse: { marking: { tlp: 'TLP:GREEN' }, needs: true, region: canaries.word('the region of the twin', EVERYBODY) },
  });
  const own = (await (await world.call('ann', 'GET', `/api/v1/operations/${operation}/snapshot`)).json()) as {
    records: { asset: { id: string; twin?: { id: string } }[] };
  };
  const twin = own.records.asset.find(({ id }) => id === world.id('exact asset'))!.twin!.id;
  world.ids.set('twin', canaries.is(twin, 'the id of the twin', EVERYBODY));
  // What is visible names what is hidden.
  await world.says('ann', 'incident.linkAssets', {
    incidentId: world.id('incident green'),
    assetIds: ['asset green', 'asset strict', 'asset red', 'exact asset'].map((one) => world.id(one)),
  });
  await world.says('ann', 'asset.setNeeds', {
    assetId: world.id('asset green'),
    needs: [
      {
        ...need(world.id('asset strict')),
        needId: canaries.is(world.id('hidden need'), 'a need with no visible supplier', ALFA),
      },
    ],
  });

  // Offered to Charlie: it sees the task, and nothing of what the task is about.
  const offered: readonly Reader[] = [...ALFA, ...CHARLIE];
  // They decline, and with that it is theirs no longer.
  const lost = { before: offered };
  const taskId = canaries.is(world.id('offered task'), 'the id of the offered task', ALFA, lost);
  await world.says('ann', 'task.create', {
    taskId,
    title: canaries.word('the title of the offered task', ALFA, lost),
    incidentId: world.id('incident strict'),
    assetIds: [world.id('asset strict')],
    assignee: { organisation: world.id('charlie') },
    marking: { tlp: 'TLP:AMBER+STRICT' },
  });
  // Of what comes and goes within one tick nothing is told.
  world.app.desks.of(operation)!.flush();
  await world.says('cia', 'task.decline', { taskId, reason: canaries.word('why the task was declined', ALFA) });

  const asked: [string, { kind: string; id: string }][] = [
    ['request', { kind: 'asset', id: world.id('asset green, strict within') }],
    ['request on the twin', { kind: 'asset', id: twin }],
  ];
  for (const [name, entity] of asked) {
    const releaseId = canaries.is(world.id(name), `the id of the ${name}`, offered);
    await world.says('cia', 'sharing.request', {
      releaseId,
      entity,
      reason: canaries.word(`the reason of the ${name}`, offered),
    });
    await world.says('ann', 'sharing.answer', {
      releaseId,
      answer: 'declined',
      reason: canaries.word(`the answer to the ${name}`, offered),
    });
  }
  await world.says('ben', 'sharing.request', {
    releaseId: canaries.is(world.id('request on red'), 'the id of the request on red', ['ben', 'ann']),
    entity: { kind: 'incident', id: world.id('incident red with ben') },
    reason: canaries.word('the reason of the request on red', ['ben', 'ann']),
  });

  // Uploaded and never hung on anything: nobody's.
  const bytes = new TextEncoder().encode(canaries.word('an upload that hangs on nothing', []));
  const uploaded = await world.call('ann', 'POST', `/api/v1/operations/${operation}/attachments`, bytes);
  world.ids.set('attachment alone', ((await uploaded.json()) as { id: string }).id);

  // Elsewhere, and over.
  const there: readonly Reader[] = ['gil'];
  await world.says(
    'gil',
    'incident.report',
    {
      incidentId: canaries.is(world.id('incident elsewhere'), 'the id of the incident elsewhere', there),
      title: canaries.word('the title of the incident elsewhere', there),
      description: canaries.word('the description of the incident elsewhere', there),
    },
    world.elsewhere,
  );
  await world.says(
    'gil',
    'asset.register',
    {
      assetId: canaries.is(world.id('asset elsewhere'), 'the id of the asset elsewhere', there),
      name: canaries.word('the name of the asset elsewhere', there),
      sector: 'health',
      kind: 'hospital',
      country: 'ES',
      location: { lat: canaries.degrees('the place of the asset elsewhere', there), lon: -3 },
    },
    world.elsewhere,
  );
  const reason = canaries.word('the end of the operation elsewhere', there);
  const head = { user: world.id('gil'), organisation: world.id('golf'), roles: ['admin'] as const };
  await world.admin('clock.start', {}, world.elsewhere, head);
  await world.admin('operation.end', { reason }, world.elsewhere, head);
}

/** The second act: some lose what they had. Nothing that is told from now on may tell of it. */
export async function secondAct(world: CanaryWorld): Promise<void> {
  const { canaries } = world;
  const kinds = ['asset', 'incident', 'task', 'note', 'attachment'];
  for (const kind of kinds)
    await world.says('ann', 'sharing.mark', {
      entity: { kind, id: world.id(`${kind} recalled`) },
      marking: { tlp: 'TLP:AMBER+STRICT' },
      reason: canaries.word(`why the ${kind} was recalled`, ALFA),
    });
  await world.says('ann', 'sharing.mark', {
    entity: { kind: 'incident', id: world.id('incident green') },
    marking: { tlp: 'TLP:GREEN' },
    reason: canaries.word('why the green incident was marked anew', ALFA),
  });
  await world.says('ann', 'incident.void', {
    incidentId: world.id('incident green'),
    reason: canaries.word('why the green incident was void', EVERYBODY),
  });
  await world.says(
    'ann',
    'circle.setMembers',
    { circleId: world.id('short circle'), members: [world.id('alfa')] },
    DIRECTORY,
  );
  // Deadlines pass.
  world.ahead += 2 * MINUTE;
}
