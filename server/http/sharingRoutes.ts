import { Router, json, type Response } from 'express';
import { z } from 'zod';
import { codeOf } from '../../shared/code.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { keyOf, refOf, type EntityRef, type Key, type Marked, type Marking } from '../../shared/domain/entity.ts';
import {
  coarse as coarseForm,
  id as idForm,
  markable,
  marking as markingForm,
  text,
} from '../../shared/domain/fields.ts';
import { publishedFrom } from '../../shared/domain/asset/twin.ts';
import { explicitMarking, isBorn, markingOfNew } from '../../shared/domain/markingOf.ts';
import { asMarked, isMarkedKind, type AnyRecord } from '../../shared/domain/records.ts';
import type { Asset } from '../../shared/domain/asset/record.ts';
import { KINDS } from '../../shared/domain/entity.ts';
import { TLP } from '../../shared/domain/vocabulary.ts';
import { get, getKey, type View } from '../../shared/domain/world.ts';
import { isId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Refused } from '../../shared/outcome.ts';
import type { Records } from '../../shared/protocol/down.ts';
import { audienceOf, showsOrganisation, type Audience } from '../../shared/sharing/audience.ts';
import { faceOfKey } from '../../shared/sharing/face.ts';
import { consequence, inspect, sharingOf, type Sharing } from '../../shared/sharing/inspect.ts';
import { tlpAt } from '../../shared/sharing/marking.ts';
import { sightOf } from '../commands/sight.ts';
import { snapshotInSlices } from '../desk/snapshot.ts';
import type { OperationDesk } from '../desk/desk.ts';
import { signedIn, type HttpContext } from './context.ts';
import { fewAtOnce, PICTURES_AT_ONCE } from './fewAtOnce.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';
import { sendWhole } from './sending.ts';
import { shownNow, termsOf } from './shown.ts';

const entity = z.strictObject({ kind: markable, id: idForm });
const ids = z.array(z.string());
const sees = z.enum(['all', 'without-restricted', 'area', 'nothing']);
const inspection = z.object({
  tlp: z.enum(TLP),
  organisations: z.array(
    z.object({
      organisation: z.string(),
      sees,
      why: z.enum([
        'owner',
        'everybody',
        'circle',
        'client',
        'person',
        'assigned',
        'twin',
        'marking',
        'expired',
        'source',
      ]),
      circle: z.string().optional(),
      clientOf: z.string().optional(),
      persons: ids.optional(),
    }),
  ),
  guests: z.array(z.object({ user: z.string(), sees })),
  partnersGuests: z.boolean().describe('Guests of the other organisations may see it as well.'),
  restricted: ids.describe('Fields that the restricted marking holds back.'),
  hangsOn: z
    .object({ kind: z.enum(KINDS), id: z.string() })
    .optional()
    .describe('A record of another organisation, without which it is never shown.'),
});
const whoWould = z.strictObject({
  kind: markable,
  /** What is marked anew; absent: a record that is being written. */
  entity: entity.optional(),
  /** What the new record will hang on. */
  on: entity.optional(),
  marking: markingForm.optional(),
  coarse: coarseForm.nullable().optional(),
  assignee: z.strictObject({ organisation: idForm, user: idForm.optional() }).optional(),
});
const preview = inspection.extend({
  unmarked: z.literal(true).optional().describe('No marking was chosen: this is the default.'),
  more: ids.optional().describe('Organisations that would be shown more than now.'),
  less: ids.optional(),
  linked: ids.optional().describe('Who would see the area in place of the asset, and could tell that the two are one.'),
  refused: z.object({ code: z.string(), message: z.string() }).optional(),
});
const faces = z.partialRecord(z.enum(KINDS), z.array(z.record(z.string(), z.unknown())));
const breakGlassForm = z.strictObject({
  /** As people say it: INC-7K3Q. */
  code: z.string().min(3).max(20),
  reason: text(LIMITS.reason),
});
const exportForm = z.strictObject({ kinds: z.array(markable).min(1).max(5) });

/** Looks with a partner's eyes on this node at once, and of one person. */
const LOOKS_AT_ONCE = 8;
const LOOKS_OF_ONE = 2;

interface At {
  readonly desk: OperationDesk;
  readonly actor: Actor;
  readonly view: View;
}

/** Who sees what: the inspector, the preview before sending, the eyes of a partner; exports and break-glass, journalled. */
export function sharingRoutes(context: HttpContext): Router {
  const routes = Router();
  const { desks, settled, readings } = context;
  /** Who is looking with a partner's eyes: each look is a look at every record, twice. */
  const looking: string[] = [];

  /** The operation and the caller's part in it; answers and gives nothing to whoever has none. */
  async function entered(op: unknown, user: string, response: Response): Promise<At | undefined> {
    const desk = typeof op === 'string' && isId(op) ? desks.of(op) : undefined;
    if (desk) await settled(desk.stream.operation, user);
    const actor = desk?.entitled(user);
    if (desk && actor) return { desk, actor, view: desk.view };
    problem(response, 'not-found');
    return undefined;
  }
  const isGuest = ({ actor, view }: At) => audienceOf(view, actor.organisation, actor.user).roleClass === 'guest';
  const shownTo = ({ actor, view }: At, key: Key) =>
    faceOfKey(audienceOf(view, actor.organisation, actor.user), key, view);

  route(
    routes,
    'get',
    '/operations/:op/sharing/:kind/:id',
    {
      id: 'inspectSharing',
      tag: 'sharing',
      summary: 'Who sees a record of your organisation, how much of it, and why',
      params: { kind: markable },
      answers: { 200: inspection },
      problems: ['not-found', 'not-allowed'],
    },
    signedIn(context, async (request, response, caller) => {
      const at = await entered(request.params['op'], caller.session.userId, response);
      if (!at) return;
      const { kind, id } = request.params;
      if (!markable.safeParse(kind).success || !isId(id)) return problem(response, 'not-found');
      const key = keyOf(String(kind), id);
      const record = asMarked(String(kind), getKey(at.view, key));
      if (!record || !shownTo(at, key)) return problem(response, 'not-found');
      if (record.marking.owner !== at.actor.organisation || isGuest(at)) return problem(response, 'not-allowed');
      response.json(inspect(sharingOf(kind as 'asset', record as Marked & AnyRecord), at.view));
    }),
  );

  route(
    routes,
    'post',
    '/operations/:op/sharing/preview',
    {
      id: 'previewAudience',
      tag: 'sharing',
      summary: 'Who would see it, before it is sent',
      description: 'Nothing is stored. `refused` says why the marking cannot be.',
      body: whoWould,
      answers: { 200: preview },
      problems: ['not-found', 'not-allowed'],
    },
    signedIn(
      context,
      async (request, response, caller) => {
        const at = await entered(request.params['op'], caller.session.userId, response);
        if (!at) return;
        if (isGuest(at)) return problem(response, 'not-allowed');
        const form = whoWould.safeParse(request.body);
        if (!form.success)
          return problem(response, 'invalid', 'Send { kind, marking?, entity?, on?, coarse?, assignee? }.');
        const named = [form.data.entity, form.data.on].filter((ref) => ref !== undefined);
        if (named.some(({ kind, id }) => !shownTo(at, keyOf(kind, id)))) return problem(response, 'not-found');
        const marked =
          form.data.entity &&
          (getKey(at.view, keyOf(form.data.entity.kind, form.data.entity.id)) as Marked & AnyRecord);
        // Of a coarse twin there is no record: who sees it is its owner's.
        if (form.data.entity && marked?.marking.owner !== at.actor.organisation)
          return problem(response, 'not-allowed');
        response.json(previewed(at, form.data, marked));
      },
      json({ limit: LIMITS.commandBytes }),
    ),
  );

  /** One's own records as a partner is shown them, journalled; undefined: that could not be stored. */
  async function looked({ desk, actor, view }: At, partner: Audience, mine: Audience): Promise<Records | undefined> {
    const [theirs, own] = await Promise.all([snapshotInSlices(partner, view), snapshotInSlices(mine, view)]);
    // Who is who stays as the one who looks knows it.
    const records: Records = {};
    for (const kind of KINDS) {
      const list = isMarkedKind(kind)
        ? theirs[kind]
        : kind === 'circle' || kind === 'agreement'
          ? undefined
          : own[kind];
      if (list && kind !== 'reading' && kind !== 'release') records[kind] = list;
    }
    const stored = await readings.record(desk.stream.operation, actor.user, {
      what: 'preview',
      of: partner.organisation,
      records,
      seen: { audience: partner, view },
    });
    return stored ? records : undefined;
  }

  route(
    routes,
    'get',
    '/operations/:op/preview/:organisation',
    {
      id: 'previewAsPartner',
      tag: 'sharing',
      summary: "Your organisation's records as a partner sees them",
      description: 'Records of others, and what points to them, are left out: it teaches nothing of what they share.',
      answers: { 200: z.object({ organisation: z.string(), records: faces }) },
      problems: ['not-found', 'not-allowed', 'busy', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(PICTURES_AT_ONCE, async (request, response, caller) => {
        const at = await entered(request.params['op'], caller.session.userId, response);
        if (!at) return;
        const { actor, view } = at;
        const { user } = actor;
        const organisation = String(request.params['organisation']);
        const mine = audienceOf(view, actor.organisation, actor.user);
        if (mine.roleClass === 'guest') return problem(response, 'not-allowed');
        if (!get(view, 'organisation', organisation) || !showsOrganisation(mine, organisation, view))
          return problem(response, 'not-found');
        const partner: Audience = { organisation, roleClass: 'member', only: actor.organisation };
        const busy = looking.length >= LOOKS_AT_ONCE || looking.filter((one) => one === user).length >= LOOKS_OF_ONE;
        if (!busy) looking.push(user);
        const look = () => looked(at, partner, mine).finally(() => looking.splice(looking.indexOf(user), 1));
        const records = busy ? undefined : await look();
        if (!records) {
          response.set('Retry-After', '1');
          return problem(response, 'busy');
        }
        await sendWhole(
          response,
          { organisation, records },
          termsOf(context, at.desk, caller, { audience: mine, view }),
        );
      }),
    ),
  );

  route(
    routes,
    'post',
    '/operations/:op/export',
    {
      id: 'exportRecords',
      tag: 'sharing',
      summary: 'What you are shown, to take away',
      description: 'Whoever owns an AMBER or stricter record among it is told.',
      body: exportForm,
      answers: { 200: z.object({ records: faces }) },
      problems: ['not-found', 'busy', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(PICTURES_AT_ONCE, async (request, response, caller) => {
        const at = await entered(request.params['op'], caller.session.userId, response);
        const shown = at && shownNow(at.desk, caller.session.userId);
        if (!shown) return;
        const form = exportForm.safeParse(request.body);
        if (!form.success) return problem(response, 'invalid', 'Send { kinds: ["asset"] }.');
        const records = await exported(context, at.desk.stream.operation, at.actor.user, form.data.kinds);
        if (!records) return problem(response, 'busy');
        await sendWhole(response, { records }, termsOf(context, at.desk, caller, shown));
      }),
      json({ limit: '8kb' }),
    ),
  );

  route(
    routes,
    'post',
    '/operations/:op/break-glass',
    {
      id: 'breakGlass',
      tag: 'sharing',
      summary: 'Read a TLP:RED record that does not name you, with a reason',
      description:
        'For administrators of the operation. It is journalled and its originator is told before it is shown.',
      body: breakGlassForm,
      answers: { 200: z.object({ records: faces }) },
      problems: ['not-found', 'not-allowed', 'busy'],
    },
    signedIn(
      context,
      async (request, response, caller) => {
        const at = await entered(request.params['op'], caller.session.userId, response);
        if (!at) return;
        const { actor, view, desk } = at;
        if (!actor.roles.includes('admin')) return problem(response, 'not-allowed');
        const form = breakGlassForm.safeParse(request.body);
        if (!form.success) return problem(response, 'invalid', 'Send { code, reason }.');
        const records: Partial<Record<string, Record<string, unknown>[]>> = {};
        for (const ref of redWithCode(view, form.data.code.trim().toUpperCase())) {
          const { marking } = getKey(view, keyOf(ref.kind, ref.id)) as Marked;
          const named = marking.persons.find((person) => get(view, 'user', person)?.organisation === marking.owner);
          const audience: Audience = {
            organisation: marking.owner,
            roleClass: 'member',
            user: named ?? marking.persons[0] ?? '',
          };
          const shown = faceOfKey(audience, keyOf(ref.kind, ref.id), view);
          if (!shown) continue;
          const face = shown as unknown as Record<string, unknown>;
          const stored = await readings.record(desk.stream.operation, actor.user, {
            what: 'break-glass',
            on: ref,
            reason: form.data.reason,
            records: { [ref.kind]: [face] },
            seen: { audience, view },
          });
          if (!stored) return problem(response, 'busy');
          (records[ref.kind] ??= []).push(face);
        }
        if (Object.keys(records).length === 0) return problem(response, 'not-found');
        response.json({ records });
      },
      json({ limit: '8kb' }),
    ),
  );
  return routes;
}

/** The records under TLP:RED that people call by a code; a code may name two. */
function redWithCode(view: View, code: string): EntityRef[] {
  const found: EntityRef[] = [];
  for (const key of view.operation.keys()) {
    const { kind, id } = refOf(key);
    const record = asMarked(kind, getKey(view, key));
    if (!record || codeOf(kind, id) !== code) continue;
    if (markable.safeParse(kind).success && tlpAt(record.marking, view.time) === 'TLP:RED') found.push({ kind, id });
  }
  return found;
}

/** The caller's faces of these kinds, written into the read journal; undefined: that could not be stored. */
export async function exported(
  { desks, readings }: Pick<HttpContext, 'desks' | 'readings'>,
  operation: string,
  user: string,
  kinds: readonly string[],
): Promise<Records | undefined> {
  const taken = await desks.of(operation)?.snapshotInSlices(user);
  if (!taken) return undefined;
  const records: Records = {};
  for (const kind of KINDS) if (kinds.includes(kind) && taken.records[kind]) records[kind] = taken.records[kind];
  const stored = await readings.record(operation, user, { what: 'export', records, seen: taken });
  if (!stored) return undefined;
  // Names are not journalled: they say who is who.
  return { ...records, ...(taken.records.organisation && { organisation: taken.records.organisation }) };
}

function previewed({ actor, view }: At, wanted: z.infer<typeof whoWould>, record: (Marked & AnyRecord) | undefined) {
  const { kind, on, coarse, assignee } = wanted;
  const sight = sightOf(actor, view);
  const now: Sharing | undefined = record && sharingOf(kind, record);
  const before = now && inspect(now, view);
  const refusedAs = ({ code, message }: Refused) => ({
    ...(before ?? inspect({ kind, marking: nobodyElse(actor), sources: [] }, view)),
    refused: { code, message },
  });
  let marking: Marking;
  let unmarked = false;
  if (wanted.marking) {
    const explicit = explicitMarking(sight, wanted.marking);
    if ('kind' in explicit) return refusedAs(explicit);
    marking = explicit;
  } else if (now) marking = now.marking;
  else {
    const born = markingOfNew(sight, undefined, on);
    if (!isBorn(born)) return refusedAs(born);
    marking = born.marking;
    unmarked = born.unmarked === true;
  }
  let twin = coarse === null ? undefined : now?.twin;
  if (coarse) {
    const asset = record as Asset | undefined;
    // Where nothing is placed yet any place serves: only the marking is looked at.
    const place = asset ? asset.location : { lat: 0, lon: 0 };
    const published = publishedFrom(sight, coarse, marking, place, asset?.twin);
    if ('kind' in published) return refusedAs(published);
    twin = published;
  }
  const sharing: Sharing = {
    kind,
    marking,
    twin,
    assignee: assignee
      ? { organisation: assignee.organisation, ...(assignee.user && { user: assignee.user }) }
      : now?.assignee,
    sources:
      now?.sources ?? (on && kind !== 'task' && kind !== 'incident' && kind !== 'asset' ? [keyOf(on.kind, on.id)] : []),
    ...(now?.restricted && { restricted: now.restricted }),
    ...(record && { id: record.id }),
  };
  const after = inspect(sharing, view);
  return { ...after, ...(unmarked && { unmarked: true as const }), ...(before && consequence(before, after)) };
}

const nobodyElse = ({ organisation }: Actor): Marking => ({
  tlp: 'TLP:AMBER+STRICT',
  owner: organisation,
  circles: [],
  persons: [],
});
