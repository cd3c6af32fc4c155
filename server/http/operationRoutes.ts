import { createHash } from 'node:crypto';
import { Router, json, type Response } from 'express';
import { z } from 'zod';
import type { Operation } from '../../shared/domain/directory/record.ts';
import { get, getKey } from '../../shared/domain/world.ts';
import {
  changesPage,
  change,
  operationSummary,
  outcome,
  snapshot as snapshotAnswer,
  type Records,
} from '../../shared/protocol/down.ts';
import { commands as commandsForm } from '../../shared/protocol/up.ts';
import { COLUMNS_TYPE } from '../../shared/columns/format.ts';
import { DIRECTORY, isId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { fromMs } from '../../shared/time.ts';
import { actorIn } from '../worlds/worlds.ts';
import { signedIn, type HttpContext } from './context.ts';
import { ANSWERS_AT_ONCE, fewAtOnce, PICTURES_AT_ONCE } from './fewAtOnce.ts';
import { route } from './describe.ts';
import { ColumnSnapshots, ENCODINGS, stillShown } from '../desk/columns.ts';
import type { OperationDesk, Taken } from '../desk/desk.ts';
import { historyInSlices } from '../desk/history.ts';
import { withdrawnSince as withdrawnBetween } from '../desk/paging.ts';
import { withdrawnSince } from '../pack/past.ts';
import { breathe, canonicalPieces } from '../desk/snapshot.ts';
import { problem } from './problem.ts';
import { sendInParts, sendWhole } from './sending.ts';
import { sameRights, shownNow, termsOf } from './shown.ts';
import type { Caller } from './who.ts';

const page = z.object({
  after: z.string().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(LIMITS.changesPerPage).default(LIMITS.changesPerPage),
});
const snapshotQuery = z.object({ for: z.enum(['joining']).optional() });
const historyKind = z.enum(['asset', 'incident', 'task', 'note', 'attachment']);

/** Operations for programs without a socket: list, snapshot, changes, commands, history. */
export function operationRoutes(context: HttpContext): Router {
  const routes = Router();
  const { desks, worlds, pipeline, now, settled } = context;
  const columns = new ColumnSnapshots(context.onSnapshotMade);
  /** While an answer was being made of them, something of it may have been withdrawn: then it is made anew. */
  const madeOf = async <Made>(
    desk: OperationDesk,
    user: string,
    forJoining: boolean,
    make: (taken: Taken) => Promise<Made>,
  ): Promise<{ taken: Taken; made: Made } | 'busy' | undefined> => {
    for (let left = 2; left >= 0; left--) {
      const taken = await desk.snapshotInSlices(user, { forJoining: forJoining && left === 2 });
      const made = taken && (await make(taken));
      if (!taken || !made || !desk.entitled(user)) return undefined;
      const { view, audience } = taken;
      if (!sameRights(desk, user, audience)) continue;
      // The quick look may say no where nothing was withdrawn; where it keeps saying so, a thorough one decides.
      if (stillShown(view, desk.view) || (left === 0 && !withdrawn(desk, user, taken))) return { taken, made };
    }
    return 'busy';
  };
  const refused = (response: Response, made: 'busy' | undefined): void => {
    if (made) response.set('Retry-After', '1');
    problem(response, made ?? 'not-found');
  };
  const send = (
    response: Response,
    desk: OperationDesk,
    taken: Taken,
    caller: Caller,
    pieces: Iterable<Uint8Array | string>,
  ) => sendInParts(response, pieces, termsOf(context, desk, caller, taken));
  const nameOf = (request: { params: Record<string, unknown> }): string => {
    const name = request.params['op'];
    // An empty name is that of no operation.
    return typeof name === 'string' && (name === DIRECTORY || isId(name)) ? name : '';
  };

  route(
    routes,
    'get',
    '/operations',
    {
      id: 'listOperations',
      tag: 'operations',
      summary: 'The operations you take part in',
      answers: { 200: z.array(operationSummary) },
    },
    signedIn(context, (_request, response, caller) => {
      const list = [];
      for (const stream of worlds.operations()) {
        const view = worlds.confirmedView(stream, fromMs(now()));
        if (!actorIn(view, caller.session.userId)) continue;
        const operation = getKey(view, `operation:${stream.operation}`) as Operation | undefined;
        if (!operation) continue;
        const { id, name, kind, succeededBy } = operation;
        const phase = get(view, 'clock', id)?.phase ?? 'planned';
        list.push({ id, name, kind, phase, ...(succeededBy && { succeededBy }) });
      }
      response.json(list.sort((a, b) => (a.name < b.name ? -1 : 1)));
    }),
  );

  route(
    routes,
    'get',
    '/operations/:op/snapshot',
    {
      id: 'takeSnapshot',
      tag: 'operations',
      summary: 'Everything shown to you now, and the cursor to go on from',
      description: `With \`Accept: ${COLUMNS_TYPE}\` the same faces at the same cursor come as columns (shared/columns/format.ts), without the hash: for who holds a hundred thousand records. Who goes on from the cursor at once may say \`for=joining\` and be given what a colleague was given up to three seconds ago.`,
      query: snapshotQuery,
      answers: { 200: snapshotAnswer },
      alsoAs: [COLUMNS_TYPE],
      problems: ['not-found', 'busy', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(PICTURES_AT_ONCE, async (request, response, caller) => {
        const operation = nameOf(request);
        const user = caller.session.userId;
        const desk = desks.of(operation);
        if (desk) await settled(desk.stream.operation, user);
        response.vary('Accept');
        if (desk && request.accepts(['json', COLUMNS_TYPE]) === COLUMNS_TYPE) {
          const encoding = ENCODINGS.find((one) => request.acceptsEncodings(one)) ?? 'identity';
          const done = await madeOf(desk, user, request.query['for'] === 'joining', (taken) =>
            columns.of(operation, taken, encoding),
          );
          if (!done || done === 'busy') return refused(response, done);
          response.vary('Accept-Encoding').set('Content-Type', COLUMNS_TYPE);
          if (encoding !== 'identity') response.set('Content-Encoding', encoding);
          response.set('Content-Length', String(done.made.length));
          return send(response, desk, done.taken, caller, [done.made]);
        }
        if (!desk) return refused(response, undefined);
        const done = await madeOf(desk, user, false, ({ records }) => digested(records));
        if (!done || done === 'busy') return refused(response, done);
        const { hash, pieces } = done.made;
        const opening = JSON.stringify({ operation, cursor: done.taken.cursor, hash }).slice(0, -1);
        response.type('json');
        await send(response, desk, done.taken, caller, [`${opening},"records":`, ...pieces, '}']);
      }),
    ),
  );

  route(
    routes,
    'get',
    '/operations/:op/changes',
    {
      id: 'readChanges',
      tag: 'operations',
      summary: 'What changed since a cursor, in pages',
      query: page,
      answers: { 200: changesPage },
      problems: ['invalid', 'not-found', 'cursor-expired', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(ANSWERS_AT_ONCE, async (request, response, caller) => {
        const operation = nameOf(request);
        const query = page.safeParse(request.query);
        if (!query.success) return problem(response, 'invalid', 'Send after=CURSOR and, if you like, limit=1 to 1000.');
        const desk = desks.of(operation);
        if (desk) await settled(desk.stream.operation, caller.session.userId);
        const changes = await desk?.changesInSlices(caller.session.userId, query.data.after, query.data.limit);
        // Made for these very rights, and of nothing that is withdrawn by now.
        const shown = desk && shownNow(desk, caller.session.userId);
        if (!changes || !shown) return problem(response, 'not-found');
        if (changes === 'gone') return problem(response, 'cursor-expired');
        await sendWhole(response, changes, termsOf(context, desk, caller, shown));
      }),
    ),
  );

  route(
    routes,
    'post',
    '/operations/:op/commands',
    {
      id: 'sendCommands',
      tag: 'commands',
      summary: 'Send one command, or up to 1,000',
      description:
        'Answered in the same order, a single one as an array of one. Each is accepted or refused on its own. Safe to send again: a command takes effect once and keeps its answer.',
      body: commandsForm,
      answers: { 200: z.array(outcome) },
    },
    signedIn(
      context,
      async (request, response, caller) => {
        const operation = nameOf(request);
        const body: unknown = request.body;
        const list = Array.isArray(body) ? body : [body];
        if (list.length === 0 || list.length > LIMITS.commandsPerRequest) {
          return problem(response, 'invalid', `Send one command, or an array of 1 to ${LIMITS.commandsPerRequest}.`);
        }
        const outcomes = await Promise.all(list.map((one) => pipeline.submit(operation, caller.session.userId, one)));
        response.json(outcomes);
      },
      json({ limit: LIMITS.commandBytes * 64 }),
    ),
  );

  route(
    routes,
    'get',
    '/commands/:id',
    {
      id: 'readOutcome',
      tag: 'commands',
      summary: 'What became of a command of yours',
      answers: { 200: outcome },
      problems: ['not-found'],
    },
    signedIn(context, async (request, response, caller) => {
      const id = request.params['id'];
      const outcome = isId(id) ? await pipeline.outcomeOf(caller.session.userId, id) : undefined;
      if (!outcome) return problem(response, 'not-found');
      response.json(outcome);
    }),
  );

  route(
    routes,
    'get',
    '/operations/:op/history/:kind/:id',
    {
      id: 'readHistory',
      tag: 'operations',
      summary: 'How a record came to look as it does, latest first',
      params: { kind: historyKind },
      answers: { 200: z.object({ entries: z.array(change) }) },
      problems: ['not-found', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(ANSWERS_AT_ONCE, async (request, response, caller) => {
        const operation = nameOf(request);
        const kind = String(request.params['kind']);
        const id = request.params['id'];
        const desk = desks.of(operation);
        if (!desk || !isId(id) || !historyKind.safeParse(kind).success) return problem(response, 'not-found');
        const entries = await historyInSlices(desk, caller.session.userId, `${kind}:${id}`);
        const shown = shownNow(desk, caller.session.userId);
        if (!entries || !shown) return problem(response, 'not-found');
        await sendWhole(response, { entries }, termsOf(context, desk, caller, shown));
      }),
    ),
  );
  return routes;
}

const withdrawn = (desk: OperationDesk, user: string, { audience, view }: Taken): boolean =>
  // Nothing in the directory has a narrower form, and a pack knows no administrators.
  audience.roleClass === 'administrator'
    ? withdrawnBetween(audience, view, desk.view)
    : withdrawnSince(desk, user, audience, view);

/** The canonical JSON of records in pieces, and its hash. */
async function digested(records: Records): Promise<{ hash: string; pieces: readonly string[] }> {
  const digest = createHash('sha256');
  const pieces: string[] = [];
  for (const piece of canonicalPieces(records)) {
    digest.update(piece);
    pieces.push(piece);
    await breathe();
  }
  return { hash: digest.digest('hex'), pieces };
}
