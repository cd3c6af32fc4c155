import type { MarkingInput } from '../../shared/domain/fields.ts';
import { fromMs } from '../../shared/time.ts';
import type { Canary, Reader } from './canaries.ts';
import { ALFA, BRAVO, DELTA, GUESTS, MEMBERS, type CanaryWorld } from './world.ts';

export type More = Partial<Pick<Canary, 'before' | 'by'>>;
export const EVERYBODY: readonly Reader[] = [...MEMBERS, ...GUESTS];
export const CIRCLE: readonly Reader[] = [...ALFA, ...BRAVO];
const AMBER: readonly Reader[] = [...ALFA, ...DELTA, ...GUESTS];
export const MINUTE = 60_000;
/** An administrator's read of a TLP:RED record, with a reason, by that one exit. */
const BREAK_GLASS: More = { by: { 'POST /api/v1/operations/{op}/break-glass': ['chief'] } };

interface Set {
  readonly name: string;
  readonly marking: MarkingInput;
  readonly sees: readonly Reader[];
  /** Who sees the restricted fields, where those are fewer. */
  readonly restricted?: readonly Reader[];
  readonly more?: More;
}

/** Records of Alfa under every label, and who may see them: the table of the policy, row by row. */
export const setsOf = (world: CanaryWorld): readonly Set[] => {
  const soon = fromMs(world.now() + MINUTE);
  const circles = [world.id('circle')];
  return [
    { name: 'clear', marking: { tlp: 'TLP:CLEAR' }, sees: EVERYBODY },
    { name: 'green', marking: { tlp: 'TLP:GREEN' }, sees: EVERYBODY },
    { name: 'amber', marking: { tlp: 'TLP:AMBER' }, sees: AMBER },
    { name: 'amber in a circle', marking: { tlp: 'TLP:AMBER', circles }, sees: [...AMBER, ...BRAVO] },
    { name: 'strict', marking: { tlp: 'TLP:AMBER+STRICT' }, sees: ALFA },
    { name: 'strict in a circle', marking: { tlp: 'TLP:AMBER+STRICT', circles }, sees: CIRCLE },
    { name: 'red', marking: { tlp: 'TLP:RED' }, sees: ['ann'], more: BREAK_GLASS },
    {
      name: 'red with ben',
      marking: { tlp: 'TLP:RED', persons: [world.id('ben')] },
      sees: ['ann', 'ben'],
      more: BREAK_GLASS,
    },
    {
      name: 'green, strict within',
      marking: { tlp: 'TLP:GREEN', restricted: { tlp: 'TLP:AMBER+STRICT' } },
      sees: EVERYBODY,
      restricted: ALFA,
    },
    {
      name: 'amber, red within',
      marking: { tlp: 'TLP:AMBER', restricted: { tlp: 'TLP:RED' } },
      sees: AMBER,
      restricted: ['ann'],
    },
    // What the second act changes. Of the first two nothing happens but time.
    { name: 'expired', marking: { tlp: 'TLP:GREEN', expires: soon }, sees: ALFA, more: { before: EVERYBODY } },
    {
      name: 'downgraded',
      marking: { tlp: 'TLP:AMBER+STRICT', downgrade: { at: soon, tlp: 'TLP:GREEN' } },
      sees: EVERYBODY,
    },
    { name: 'recalled', marking: { tlp: 'TLP:GREEN' }, sees: ALFA, more: { before: EVERYBODY } },
    {
      name: 'left',
      marking: { tlp: 'TLP:AMBER+STRICT', circles: [world.id('short circle')] },
      sees: ALFA,
      more: { before: CIRCLE },
    },
  ];
};

/** A record of each kind under one marking, a canary in each of its text fields and as its exact place. */
export async function makeSet(world: CanaryWorld, set: Set, author: 'ann' | 'ben' | 'cia' = 'ann'): Promise<void> {
  const { canaries, operation } = world;
  const { name, marking, sees, more = {}, restricted = sees } = set;
  const within = restricted === sees ? more : {};
  const word = (field: string, whom = sees, how = whom === restricted ? within : more) =>
    canaries.word(`${field} of ${name}`, whom, how);
  const id = (kind: string, whom = sees) =>
    canaries.is(world.id(`${kind} ${name}`), `the id of the ${kind} of ${name}`, whom, more);
  const place = (field: string, whom = restricted) => ({
    lat: canaries.degrees(`the place of the ${field} of ${name}`, whom, within),
    lon: -3,
  });
  const { restricted: _restricted, ...plain } = marking;
  // Who came for one incident sees what hangs on it, and nothing else of it all.
  const hung = name === 'amber' ? [...sees, 'narrow' as const] : sees;
  const [incidentId, taskId] = [id('incident', hung), id('task')];
  const assetId = author === 'cia' ? '' : id('asset');
  if (author !== 'cia')
    await world.says(author, 'asset.register', {
      assetId,
      name: word('asset: name'),
      sector: 'energy',
      kind: word('asset: kind'),
      country: 'ES',
      location: place('asset'),
      operatorName: word('asset: operator'),
      source: word('asset: source'),
      contacts: word('asset: contacts', restricted),
      notes: word('asset: notes', restricted),
      marking,
    });
  await world.says(author, 'incident.report', {
    incidentId,
    title: word('incident: title', hung),
    location: place('incident', restricted === sees ? hung : restricted),
    description: word('incident: description', restricted === sees ? hung : restricted),
    cause: word('incident: cause', restricted === sees ? hung : restricted),
    ...(author !== 'cia' && { assetIds: [assetId] }),
    marking,
  });
  if (author !== 'cia')
    await world.says(author, 'asset.setStatus', { assetId, status: 'degraded', note: word('asset: a status') });
  await world.says(author, 'incident.setStatus', {
    incidentId,
    status: 'confirmed',
    note: word('incident: a status', hung),
  });
  await world.says(author, 'incident.setSeverity', {
    incidentId,
    severity: 4,
    note: word('incident: a severity', hung),
  });
  await world.says(author, 'task.create', {
    taskId,
    title: word('task: title'),
    description: word('task: description'),
    incidentId,
    marking: plain,
  });
  await world.says(author, 'task.setStatus', { taskId, status: 'blocked', note: word('task: a status') });
  await world.says(author, 'incident.addNote', {
    incidentId,
    noteId: id('note', hung),
    text: word('note: text', hung),
    marking: plain,
  });
  const bytes = new TextEncoder().encode(`${word('attachment: bytes', hung, within === BREAK_GLASS ? {} : within)}\n`);
  const uploaded = await world.call(author, 'POST', `/api/v1/operations/${operation}/attachments`, bytes);
  const { id: attachmentId } = (await uploaded.json()) as { id: string };
  world.ids.set(`attachment ${name}`, attachmentId);
  await world.says(author, 'attachment.add', {
    attachmentId: id('attachment', hung),
    on: { kind: 'incident', id: incidentId },
    name: word('attachment: name', hung),
    mediaType: 'text/plain',
    bytes: bytes.length,
    marking: plain,
  });
}
