import { randomUUID } from 'node:crypto';
import { Router, json } from 'express';
import { z } from 'zod';
import { instant, line } from '../../shared/domain/fields.ts';
import { isId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { fromMs } from '../../shared/time.ts';
import { NotStored } from '../log/eventLog.ts';
import type { PackParts } from '../pack/journal.ts';
import { gather } from '../pack/make.ts';
import { archiveOf, BrokenOff } from '../pack/send.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';
import { sendInParts } from './sending.ts';

const wanted = z.strictObject({
  from: instant.optional().describe('Operation time: nothing older.'),
  until: instant.optional().describe('Operation time: nothing later.'),
  reason: line(LIMITS.reason).describe('Why. It stands in the pack and in the journal of readings.'),
});

const signingKey = z.object({
  algorithm: z.literal('Ed25519'),
  publicKey: z.string().describe('The 32 bytes of the key, base64url.'),
  fingerprint: z.string().describe('SHA-256 over those 32 bytes, hex.'),
});

/** Packs that are being gathered on this node at once, by whomever. */
const GATHERED_AT_ONCE = 2;
/** How long (ms) a reader may take nothing of it before it is broken off. */
const STALLED_MS = 60_000;

/** Evidence packs: what the caller sees of an operation, to take away, and the key with which they are signed. */
export function packRoutes(context: HttpContext, parts: PackParts): Router {
  const routes = Router();
  const { desks, tables, sessions, settled, now } = context;
  const { journal, signing } = parts;
  const underWay = new Set<string>();
  let gathering = 0;

  route(
    routes,
    'get',
    '/signing-key',
    {
      id: 'signingKey',
      tag: 'service',
      summary: 'The public key with which this server signs evidence packs',
      open: true,
      answers: { 200: signingKey },
    },
    (_request, response) => {
      response.json(signing.shown);
    },
  );

  route(
    routes,
    'post',
    '/operations/:op/pack',
    {
      id: 'makePack',
      tag: 'operations',
      summary: 'An evidence pack: what you are shown of an operation, signed',
      description:
        'A .zip of records, history and attachments with a signed manifest; `tocsin verify` checks it offline. That it was made is journalled before the first byte leaves. Where something in it is withdrawn while it is on its way, the answer breaks off.',
      body: wanted,
      answers: { 200: 'file' },
      problems: ['not-found', 'not-allowed', 'busy', 'not-stored'],
    },
    signedIn(
      context,
      async (request, response, caller) => {
        const { userId } = caller.session;
        const asked = wanted.safeParse(request.body);
        if (!asked.success)
          return problem(response, 'invalid', 'Send {"reason": "why"} and, if you like, from and until.');
        const { from, until, reason } = asked.data;
        if (from !== undefined && until !== undefined && from > until)
          return problem(response, 'invalid', 'from is later than until.');
        const name = request.params['op'];
        const desk = isId(name) ? desks.of(name) : undefined;
        if (desk) await settled(desk.stream.operation, userId);
        const actor = desk?.entitled(userId);
        if (!desk || !actor) return problem(response, 'not-found');
        // One of each person, and few at once: each holds its compressed text in memory.
        if (underWay.has(userId) || gathering >= GATHERED_AT_ONCE) {
          response.set('Retry-After', '5');
          return problem(response, 'busy');
        }
        underWay.add(userId);
        try {
          const [id, at] = [randomUUID(), fromMs(now())];
          gathering += 1;
          const gathered = await gather(
            desk,
            parts,
            userId,
            { reason, ...(from && { from }), ...(until && { until }) },
            { id, at },
          ).finally(() => (gathering -= 1));
          if (typeof gathered === 'string') {
            if (gathered === 'busy') response.set('Retry-After', '1');
            return problem(response, gathered);
          }
          const { about, owners, red, audience } = gathered;
          const operation = desk.stream.operation;
          const reading = {
            user: userId,
            organisation: audience.organisation,
            owners,
            red,
            strictest: about.tlp,
            reason,
            at,
          };
          try {
            await journal.record({ what: 'pack', operation, ...reading });
          } catch (error) {
            if (error instanceof NotStored) return problem(response, 'not-stored');
            throw error;
          }
          const allowed = async () => (await sessions.check(caller.token))?.userId === userId;
          const bytes = archiveOf(gathered, { desk, tables, signing, user: userId, allowed })[Symbol.asyncIterator]();
          // Withdrawn while it was journalled: until the first byte is asked for, nothing has been said.
          const first = await bytes.next().catch((error: unknown) => {
            if (error instanceof BrokenOff) return undefined;
            throw error;
          });
          if (!first) {
            response.set('Retry-After', '1');
            return problem(response, 'busy');
          }
          response
            .status(200)
            .set('Content-Type', 'application/zip')
            .set('Content-Disposition', `attachment; filename="${fileName(operation, at)}"`);
          // Broken off, or the reader went away: half a pack is told by its missing end.
          const mayGoOn = () => desk.entitled(userId) !== undefined;
          const terms = { caller, sessions, now, mayGoOn, stalledMs: STALLED_MS };
          await sendInParts(response, followed(first, bytes), terms).catch(() => response.destroy());
        } finally {
          underWay.delete(userId);
        }
      },
      json({ limit: 8 * 1024 }),
    ),
  );
  return routes;
}

async function* followed(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  for (let piece = first; !piece.done; piece = await rest.next()) yield piece.value;
}

const fileName = (operation: string, at: string): string =>
  `tocsin-pack-${operation.slice(0, 8)}-${at.replace(/[-:]|\.\d+/g, '')}.zip`;
