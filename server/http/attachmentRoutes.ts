import { randomUUID } from 'node:crypto';
import { Router, raw } from 'express';
import { z } from 'zod';
import type { Attachment } from '../../shared/domain/note/record.ts';
import { isId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { face } from '../../shared/sharing/face.ts';
import { may } from '../../shared/policy/may.ts';
import { sightOf } from '../commands/sight.ts';
import { NotStored } from '../log/eventLog.ts';
import { sanitise } from './attachments/sanitise.ts';
import { signedIn, type HttpContext } from './context.ts';
import { ANSWERS_AT_ONCE, fewAtOnce } from './fewAtOnce.ts';
import { route } from './describe.ts';
import { problem } from './problem.ts';
import { sendWhole } from './sending.ts';
import { sameRights, shownNow } from './shown.ts';

interface BlobMeta {
  readonly operation: string;
  readonly by: string;
  readonly mediaType: string;
}

/**
 * Bytes under a random id. An upload belongs to nobody but its author until `attachment.add` hangs it on a record; from
 * then on it is read by whoever sees that attachment, asked anew on each read. Always the full upload, never deduplicated.
 */
export function attachmentRoutes(context: HttpContext): Router {
  const routes = Router();
  const { desks, tables, sessions, now } = context;

  route(
    routes,
    'post',
    '/operations/:op/attachments',
    {
      id: 'uploadAttachment',
      tag: 'attachments',
      summary: 'Upload a photo or document (at most 8 MiB)',
      description: 'Metadata is stripped. Nobody sees it until the command `attachment.add` hangs it on a record.',
      body: 'file',
      answers: { 201: z.object({ id: z.string(), mediaType: z.string(), bytes: z.number().int() }) },
      problems: ['not-found', 'not-allowed', 'unsupported-type', 'unprocessable', 'not-stored'],
    },
    signedIn(
      context,
      async (request, response, caller) => {
        const desk = desks.of(String(request.params['op']));
        const actor = desk?.entitled(caller.session.userId);
        if (!desk || !actor) return problem(response, 'not-found');
        if (may('attachment.add', {}, sightOf(actor, desk.view)) !== true) return problem(response, 'not-allowed');
        const bytes: unknown = request.body;
        if (!(bytes instanceof Uint8Array) || bytes.length === 0)
          return problem(response, 'invalid', 'Send the file as the body.');
        const clean = sanitise(bytes);
        if (!clean.ok) {
          const code =
            clean.code === 'unsupported-type'
              ? 'unsupported-type'
              : clean.code === 'too-large'
                ? 'too-large'
                : 'unprocessable';
          return problem(response, code, clean.message);
        }
        const id = randomUUID();
        const meta: BlobMeta = { operation: desk.stream.operation, by: actor.user, mediaType: clean.mediaType };
        try {
          await tables.putBlob(id, JSON.stringify(meta), clean.bytes);
        } catch (error) {
          if (error instanceof NotStored) return problem(response, 'not-stored');
          throw error;
        }
        // As `attachment.add` takes it: how text is encoded is nobody's to choose.
        const mediaType = clean.mediaType.split(';')[0];
        response.status(201).json({ id, mediaType, bytes: clean.bytes.length });
      },
      raw({ type: () => true, limit: LIMITS.attachmentBytes }),
    ),
  );

  route(
    routes,
    'get',
    '/operations/:op/attachments/:id',
    {
      id: 'readAttachment',
      tag: 'attachments',
      summary: 'Read an attachment that is shown to you',
      answers: { 200: 'file' },
      problems: ['not-found', 'rate-limited'],
    },
    signedIn(
      context,
      fewAtOnce(ANSWERS_AT_ONCE, async (request, response, caller) => {
        const desk = desks.of(String(request.params['op']));
        const id = request.params['id'];
        const as = desk && shownNow(desk, caller.session.userId);
        if (!desk || !as || !isId(id)) return problem(response, 'not-found');
        const shown = face(as.audience, 'attachment', id, as.view);
        // The bytes of what is hidden are not even read: it would take longer than what does not exist.
        const stored = shown && (await tables.getBlob(id));
        const meta = stored && (JSON.parse(stored.meta) as BlobMeta);
        if (!stored || !meta || meta.operation !== desk.stream.operation) return problem(response, 'not-found');
        // Somebody may have hung another person's upload on a record of their own: only its uploader can.
        const record = desk.view.operation.at(`attachment:${id}`, desk.view.position) as Attachment | undefined;
        if (record?.by.user !== meta.by) return problem(response, 'not-found');
        const inline = meta.mediaType.startsWith('image/');
        response
          .set('Content-Type', meta.mediaType)
          .set('Content-Disposition', inline ? 'inline' : 'attachment')
          .set('Cache-Control', 'private, no-store')
          .set('Content-Security-Policy', "default-src 'none'; sandbox");
        const mayGoOn = () =>
          sameRights(desk, caller.session.userId, as.audience) &&
          face(as.audience, 'attachment', id, desk.view) !== undefined;
        await sendWhole(response, stored.bytes, { caller, sessions, now, mayGoOn });
      }),
    ),
  );
  return routes;
}
