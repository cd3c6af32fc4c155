import { Router, json } from 'express';
import { z } from 'zod';
import { get } from '../../shared/domain/world.ts';
import { isId } from '../../shared/ids.ts';
import { demoAccounts, outcome } from '../../shared/protocol/down.ts';
import type { Operation } from '../../shared/domain/directory/record.ts';
import { fromMs } from '../../shared/time.ts';
import type { App } from '../app.ts';
import { signedIn } from '../http/context.ts';
import { route } from '../http/describe.ts';
import { problem } from '../http/problem.ts';
import { demoOrganisations } from './content/organisations.ts';
import { demoPlaces } from './content/places.ts';
import { demoUsers } from './content/users.ts';
import { DEMO_PASSWORD, demoLoaded, SCRIPT, startRun } from './load.ts';
import type { Players } from './player.ts';

const request = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('restart') }),
  z.strictObject({ action: z.literal('as'), as: z.uuid(), command: z.record(z.string(), z.unknown()) }),
]);

const places = z.object({
  places: z.array(
    z.object({
      name: z.string(),
      lat: z.number(),
      lon: z.number(),
      rank: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    }),
  ),
});
const player = z.object({
  script: z.string(),
  state: z.enum(['waiting', 'playing', 'paused', 'finished']),
  stepsDone: z.number().int(),
  stepsTotal: z.number().int(),
  nextAt: z.iso.datetime().optional().describe('Operation time of the next step.'),
  accounts: z
    .array(z.object({ userId: z.string(), name: z.string(), organisation: z.string(), roles: z.array(z.string()) }))
    .describe('Who can be spoken for.'),
});
const directed = z.union([z.object({ operation: z.string().describe('The new operation.') }), outcome]);

/** The demonstration's own routes: its accounts, its places, and the director's hand on the scripted player. */
export function demoRoutes(app: App, players: Players, production: boolean): Router {
  const routes = Router();
  const { context, worlds } = app;

  const listed = {
    id: 'listDemoAccounts',
    tag: 'demonstration',
    summary: 'The demonstration accounts, while there are any',
    open: true,
    answers: { 200: demoAccounts },
    problems: ['not-found'],
  } as const;
  route(routes, 'get', '/demo', listed, async (_request, response) => {
    if (production || !(await demoLoaded(app))) return problem(response, 'not-found');
    const nameOf = new Map(demoOrganisations.map(({ key, name }) => [key, name]));
    response.json({
      accounts: demoUsers.map(({ username, organisation, roles, about, name }) => ({
        username,
        password: DEMO_PASSWORD,
        organisation: nameOf.get(organisation) ?? organisation,
        name,
        roles,
        about,
      })),
    });
  });

  /** The operation, if the caller takes part in it. */
  const operationOf = (id: unknown, user: string): { operation: Operation; roles: readonly string[] } | undefined => {
    const stream = isId(id) ? worlds.operation(id) : undefined;
    const actor = stream && app.desks.of(stream.operation)?.entitled(user);
    if (!stream || !actor) return undefined;
    const view = worlds.confirmedView(stream, fromMs(context.now()));
    const operation = get(view, 'operation', stream.operation);
    return operation && { operation, roles: actor.roles };
  };

  route(
    routes,
    'get',
    '/operations/:op/places',
    {
      id: 'listPlaces',
      tag: 'demonstration',
      summary: 'Names of places for the offline map of the demonstration',
      answers: { 200: places },
      problems: ['not-found'],
    },
    signedIn(context, (req, response, caller) => {
      const held = operationOf(req.params['op'], caller.session.userId);
      if (!held) return problem(response, 'not-found');
      response.json({ places: held.operation.script === SCRIPT ? demoPlaces : [] });
    }),
  );

  route(
    routes,
    'get',
    '/operations/:op/player',
    {
      id: 'readPlayer',
      tag: 'demonstration',
      summary: 'How far the scripted player is (directors only)',
      answers: { 200: player },
      problems: ['not-found'],
    },
    signedIn(context, (req, response, caller) => {
      const held = operationOf(req.params['op'], caller.session.userId);
      const playing = held && players.of(held.operation.id);
      if (!held || !playing || !held.roles.includes('director')) return problem(response, 'not-found');
      response.json({ ...playing.state(), accounts: simulatedAccounts(held.operation) });
    }),
  );

  route(
    routes,
    'post',
    '/operations/:op/player',
    {
      id: 'directPlayer',
      tag: 'demonstration',
      summary: 'Start again, or speak as a simulated organisation (directors only)',
      body: request,
      answers: { 200: directed },
      problems: ['not-found'],
    },
    signedIn(
      context,
      async (req, response, caller) => {
        const held = operationOf(req.params['op'], caller.session.userId);
        const playing = held && players.of(held.operation.id);
        if (!held || !playing || !held.roles.includes('director')) return problem(response, 'not-found');
        const form = request.safeParse(req.body);
        if (!form.success)
          return problem(response, 'invalid', 'Send { action: "restart" } or { action: "as", as, command }.');
        const asked = form.data;
        if (asked.action === 'restart') {
          const operation = await startRun(app, (held.operation.run ?? 1) + 1);
          response.json({ operation });
          return;
        }
        // Only organisations that the exercise declares as simulated can be spoken for.
        const spoken = simulatedAccounts(held.operation).find((account) => account.userId === asked.as);
        if (!spoken) return problem(response, 'not-found');
        response.json(await app.pipeline.submit(held.operation.id, asked.as, asked.command));
      },
      json({ limit: '128kb' }),
    ),
  );

  function simulatedAccounts(operation: Operation) {
    const list = [];
    for (const key of worlds.directory.world.keys()) {
      if (!key.startsWith('user:')) continue;
      const view = worlds.confirmedView(worlds.directory, fromMs(context.now()));
      const user = get(view, 'user', key.slice('user:'.length));
      const roles = user?.roles[operation.id] ?? [];
      if (!user || user.disabled || roles.length === 0 || !operation.simulated.includes(user.organisation)) continue;
      list.push({ userId: user.id, name: user.name, organisation: user.organisation, roles });
    }
    return list;
  }
  return routes;
}
