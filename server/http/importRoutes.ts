import type { Request, Response } from 'express';
import { Router } from 'express';
import { z } from 'zod';
import type { AssetFace } from '../../shared/domain/asset/record.ts';
import type { Actor } from '../../shared/domain/decision.ts';
import { marking } from '../../shared/domain/fields.ts';
import { isBorn, markingOfNew } from '../../shared/domain/markingOf.ts';
import { SECTORS, TLP } from '../../shared/domain/vocabulary.ts';
import { get, type View } from '../../shared/domain/world.ts';
import { DIRECTORY } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { admitsRestricted, organisationsReached } from '../../shared/sharing/audience.ts';
import { fromMs } from '../../shared/time.ts';
import { sightOf } from '../commands/sight.ts';
import type { OperationDesk } from '../desk/desk.ts';
import { breathe } from '../desk/snapshot.ts';
import { importAssets, type Finding, type ImportCount, type ImportTask } from '../import/importAssets.ts';
import { markingOfRow } from '../import/markingOfRow.ts';
import { MOST_FINDINGS, PreviewNotes, type MarkedShare } from '../import/preview.ts';
import { sentPatiently } from '../import/sending.ts';
import { begun, decoded, Intake, mistaken } from '../import/text.ts';
import { MEMBERS, sectorTable, wordOf } from '../import/vocabulary.ts';
import { signedIn, type HttpContext } from './context.ts';
import { route, type RouteDoc } from './describe.ts';
import { problem, PROBLEMS, type ProblemCode } from './problem.ts';
import { endsByItself } from './sending.ts';
import type { Caller } from './who.ts';

/** A value that stands in the address as JSON. */
const inAddress = <T extends z.ZodType>(form: T, describes: string) =>
  z
    .string()
    .max(12_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(form)
    .describe(describes);

const options = z.object({
  format: z.enum(['csv', 'geojson']),
  file: z
    .string()
    .max(200)
    .default('import')
    .describe('The name of the file without its ending: stands before ids that are bare numbers.'),
  marking: inAddress(marking, 'A marking as JSON; absent: the default of the operation.').optional(),
  columns: inAddress(
    z.partialRecord(z.enum(MEMBERS), z.string().max(500)),
    'Which column each member is taken from, as JSON: {"name":"Station"}.',
  ).optional(),
  sectors: inAddress(
    z.record(z.string().max(100), z.enum(SECTORS)),
    'Sectors that words of the file stand for, as JSON: {"grid":"energy"}.',
  ).optional(),
});
type Options = z.infer<typeof options>;

const whole = z.number().int();
const count = z.object({
  read: whole,
  made: whole,
  updated: whole,
  unchanged: whole,
  refused: whole,
  notices: whole,
});
const finding = z.object({
  number: whole.describe('Of the line (CSV) or the feature (GeoJSON), from 1.'),
  source: z.string(),
  name: z.string(),
  outcome: z.enum(['refused', 'notice']),
  reason: z.string(),
});
const unlisted = whole.describe(`Findings beyond the first ${MOST_FINDINGS}: counted, not listed.`);
const members = z.partialRecord(z.enum(MEMBERS), z.string());
const preview = z.object({
  count,
  unlisted,
  findings: z.array(finding),
  columns: z.object({ header: z.array(z.string()), taken: members }).optional(),
  rows: z.array(
    z.object({
      number: whole,
      outcome: z.enum(['made', 'updated', 'unchanged']),
      name: z.string(),
      sector: z.enum(SECTORS),
      kind: z.string(),
      country: z.string(),
      lat: z.number(),
      lon: z.number(),
      operator: z.string().optional(),
      organisation: z.string().optional(),
      tlp: z.enum(TLP).optional().describe('Only where it would be made.'),
    }),
  ),
  operators: z.object({
    matched: whole,
    unconfirmed: whole,
    list: z.array(z.object({ name: z.string(), organisation: z.string().optional(), assets: whole })),
  }),
  unknownSectors: z.array(z.object({ word: z.string(), rows: whole })),
  audience: z
    .array(
      z.object({
        assets: whole,
        tlp: z.enum(TLP),
        byDefault: z.boolean(),
        organisations: z.array(z.string()),
        withoutRestricted: z.array(z.string()).describe('Of these, who would not be shown the restricted fields.'),
        persons: whole.describe('TLP:RED: how many persons would see it.'),
      }),
    )
    .describe('Who would see what would be made, by marking.'),
});
const part = z.discriminatedUnion('part', [
  z.object({ part: z.literal('progress'), count }),
  z.object({ part: z.literal('finding'), ...finding.shape }),
  z.object({ part: z.literal('done'), count, unlisted }),
  z.object({ part: z.literal('failed'), count, unlisted, code: z.string(), message: z.string() }),
]);
type Part = z.infer<typeof part>;

/** Files read at once by this node: each holds a batch, and keys of its rows. */
const MOST_AT_ONCE = 4;
/** The code and the sentence with which an import ends before its file does. */
class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly code: ProblemCode | 'gone';
  constructor(code: ProblemCode | 'gone', message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Assets out of a file, for administrators of an operation. The file is read as it comes in; the answer of an import is a
 * JSON array with one part a line, so that a reader can follow it. Whoever hangs up has stopped it: what was made stays
 * made, and a repeat finds it by its source.
 */
export function importRoutes(context: HttpContext): Router {
  const routes = Router();
  const { desks, worlds, pipeline, sessions, settled, now } = context;
  /** Whose imports run here: two at once of one organisation would each make what the other has not finished. */
  const running = new Set<string>();
  let reading = 0;

  type Handle = (request: Request, response: Response, entry: Entry) => Promise<void>;
  interface Entry {
    readonly desk: OperationDesk;
    readonly caller: Caller;
    readonly actor: Actor;
    readonly given: Options;
  }

  /** Whoever is let in: an administrator of an operation that still goes on, with options that can be read. */
  const forAdministrators = (handle: Handle) =>
    signedIn(context, async (request, response, caller) => {
      const operation = String(request.params['op']);
      const user = caller.session.userId;
      const desk = operation === DIRECTORY ? undefined : desks.of(operation);
      if (desk) await settled(operation, user);
      const actor = desk?.entitled(user);
      if (!desk || !actor) return problem(response, 'not-found');
      if (!actor.roles.includes('admin')) return problem(response, 'not-allowed');
      const query = options.safeParse(request.query);
      if (!query.success) return problem(response, 'invalid', z.prettifyError(query.error));
      if (get(desk.view, 'clock', operation)?.phase === 'ended')
        return problem(response, 'not-allowed', 'This operation has ended: its record is closed.');
      const given = query.data;
      const born = markingOfNew(sightOf(actor, viewOf(desk)), given.marking);
      if (!isBorn(born)) return problem(response, 'invalid', born.message);
      if (Number(request.headers['content-length'] ?? 0) > LIMITS.importBytes) return problem(response, 'too-large');
      if (reading >= MOST_AT_ONCE) {
        response.set('Retry-After', '2');
        return problem(response, 'busy', 'Other files are being read. Try again in a moment.');
      }
      reading += 1;
      try {
        await handle(request, response, { desk, caller, actor, given });
      } finally {
        reading -= 1;
        // What was not read of the file is let run out, or the answer would not get through.
        request.resume();
      }
    });

  const viewOf = (desk: OperationDesk): View => worlds.confirmedView(desk.stream, fromMs(now()));

  /** All that an import needs to know, besides the file and what is done with each row. */
  async function taskFor({ desk, actor, given }: Entry): Promise<Omit<ImportTask, 'text' | 'tell' | 'onProgress'>> {
    const view = viewOf(desk);
    const snapshot = await desk.snapshotInSlices(actor.user);
    const shown = (snapshot?.records.asset ?? []) as unknown as readonly AssetFace[];
    // The face of a coarse twin names no owner.
    const known = shown.filter(({ owner }) => owner === actor.organisation);
    const operation = get(view, 'operation', view.operationId);
    const byName = new Map<string, string>();
    for (const id of operation?.participants ?? []) {
      const organisation = get(view, 'organisation', id);
      if (organisation) byName.set(wordOf(organisation.name), id).set(wordOf(organisation.shortName), id);
    }
    const table = sectorTable(given.sectors ?? {});
    return {
      format: given.format,
      columns: Object.fromEntries(Object.entries(given.columns ?? {}).filter(([, column]) => column !== '')),
      known,
      markingOf: (label) => markingOfRow(label, given.marking),
      rules: {
        sectors: 'table' in table ? table.table : {},
        fileName: given.file,
        defaultTlp: operation?.defaultTlp ?? 'TLP:AMBER+STRICT',
        ...(given.marking && { marking: given.marking.tlp }),
        live: operation?.kind !== 'exercise',
        organisationNamed: (name) => byName.get(wordOf(name)),
        sectorAdvice: () => 'Say which sector it stands for.',
      },
      now: () => performance.now(),
      wait: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
      breathe,
    };
  }

  const doc = (one: Pick<RouteDoc, 'id' | 'summary' | 'description' | 'answers'>): RouteDoc => ({
    ...one,
    tag: 'operations',
    query: options,
    body: 'text',
    problems: ['not-found', 'not-allowed', 'unprocessable', 'busy'],
  });

  route(
    routes,
    'post',
    '/operations/:op/import/preview',
    doc({
      id: 'previewImport',
      summary: 'What an import of this file would do, and who would see it (administrators of the operation)',
      description: `The body is a file of assets, GeoJSON or CSV, of at most ${LIMITS.importBytes} bytes. Nothing is stored.`,
      answers: { 200: preview },
    }),
    forAdministrators(async (request, response, entry) => {
      const { desk, actor } = entry;
      const intake = new Intake(bytesOf(request), LIMITS.importBytes);
      const notes = new PreviewNotes();
      const view = viewOf(desk);
      const nameOf = (organisation: string) => get(view, 'organisation', organisation)?.name ?? '';
      let counted: ImportCount;
      try {
        const { beginning, whole: text, leave } = await begun(decoded(intake.taken()));
        const why = mistaken(beginning, entry.given.format);
        if (why !== undefined) {
          await leave();
          return problem(response, 'unprocessable', why);
        }
        counted = await importAssets({
          ...(await taskFor(entry)),
          text,
          tell: (one) => notes.tell(one),
          onTaken: (row) => notes.take(row, nameOf),
          onColumns: (columns) => (notes.columns = columns),
          onProgress: () => {
            if (response.destroyed) throw new Stopped('gone', '');
          },
        });
      } catch (error) {
        if (hungUp(request, response)) return;
        throw error;
      }
      if (intake.over) return problem(response, 'too-large');
      const { findings, columns, operators, unknownSectors } = notes;
      const shares = notes.shares.map((share) => audienceOf(share, actor, view)).sort(widestFirst);
      const answer: Omit<z.infer<typeof preview>, 'findings'> = {
        count: counted,
        unlisted: counted.refused + counted.notices - findings.length,
        rows: notes.rows.map(({ number, outcome, draft, marking: sent }) => ({
          number,
          outcome,
          name: draft.name,
          sector: draft.sector,
          kind: draft.kind,
          country: draft.country,
          ...draft.location,
          ...(draft.operatorName !== undefined && { operator: draft.operatorName }),
          ...(draft.organisation !== undefined && { organisation: draft.organisation }),
          ...(outcome === 'made' && { tlp: sent?.tlp ?? defaultOf(view) }),
        })),
        operators,
        unknownSectors,
        audience: shares,
        ...(columns && { columns: { header: [...columns.header], taken: columns.taken } }),
      };
      response.type('json').write(`${JSON.stringify(answer).slice(0, -1)},"findings":[`);
      for (const [index, one] of findings.entries()) {
        response.write((index > 0 ? ',' : '') + JSON.stringify(plain(one)));
        if (index % 1000 === 999) await breathe();
      }
      response.end(']}');
    }),
  );

  route(
    routes,
    'post',
    '/operations/:op/import',
    doc({
      id: 'importAssets',
      summary: 'Takes a file of assets into an operation (its administrators only)',
      description:
        `The body is a file, GeoJSON or CSV, of at most ${LIMITS.importBytes} bytes. The answer is an array that grows by one part a line while the file is read; its last part is \`done\` or \`failed\`. ` +
        'Hanging up stops it. What was made stays made: the same file sent again goes on, and makes nothing twice.',
      answers: { 200: z.array(part) },
    }),
    forAdministrators(async (request, response, entry) => {
      const { desk, caller, actor, given } = entry;
      const operation = desk.stream.operation;
      const key = `${operation}/${actor.organisation}`;
      if (running.has(key)) {
        response.set('Retry-After', '2');
        return problem(response, 'busy', 'An import of your organisation is still running. Try again in a moment.');
      }
      running.add(key);
      endsByItself(response);
      const intake = new Intake(bytesOf(request), LIMITS.importBytes);
      let counted: ImportCount = { read: 0, made: 0, updated: 0, unchanged: 0, refused: 0, notices: 0 };
      let listed = 0;
      const tell = (one: Part): void => {
        const first = !response.headersSent;
        if (first) response.type('json');
        response.write(`${first ? '[' : ',\n'}${JSON.stringify(one)}`);
      };
      const unlistedNow = () => counted.refused + counted.notices - listed;
      try {
        const { beginning, whole: text, leave } = await begun(decoded(intake.taken()));
        const why = mistaken(beginning, given.format);
        if (why !== undefined) {
          await leave();
          return problem(response, 'unprocessable', why);
        }
        const task = await taskFor(entry);
        counted = await importAssets({
          ...task,
          text,
          tell: (one) => {
            if (listed === MOST_FINDINGS) return;
            listed += 1;
            tell({ part: 'finding', ...plain(one) });
          },
          onProgress: (progress) => {
            counted = progress;
            if (response.destroyed) throw new Stopped('gone', '');
            tell({ part: 'progress', count: progress });
          },
          send: async (commands) => {
            // Between two batches, as often as a second passes: whoever lost the right or the session stops here.
            if (response.destroyed || request.errored) throw new Stopped('gone', '');
            if (!(await sessions.check(caller.token)))
              throw new Stopped('not-authenticated', PROBLEMS['not-authenticated'][1]);
            if (!desk.entitled(actor.user)?.roles.includes('admin'))
              throw new Stopped('not-allowed', PROBLEMS['not-allowed'][1]);
            const sent = await sentPatiently(commands, {
              send: (open) => Promise.all(open.map((one) => pipeline.submit(operation, actor.user, one))),
              now: task.now,
              wait: task.wait,
            });
            if ('gaveUp' in sent) throw new Stopped('busy', sent.gaveUp);
            return sent;
          },
        });
        if (intake.over) throw new Stopped('too-large', PROBLEMS['too-large'][1]);
        tell({ part: 'done', count: counted, unlisted: unlistedNow() });
        response.end(']\n');
      } catch (error) {
        if (hungUp(request, response)) return;
        if (!(error instanceof Stopped) || error.code === 'gone') throw error;
        const { code, message } = error;
        tell({ part: 'failed', count: counted, unlisted: unlistedNow(), code, message });
        response.end(']\n');
      } finally {
        running.delete(key);
      }
    }),
  );
  return routes;
}

/** Reading stops here without cutting the connection: the answer still has to go back on it. */
const bytesOf = (request: Request): AsyncIterable<Uint8Array> =>
  request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;

/** Nobody is there any more to be answered: no trouble of ours. */
const hungUp = (request: Request, response: Response): boolean => {
  const gone = response.destroyed || request.errored !== null || (request.destroyed && !request.complete);
  if (gone) response.destroy();
  return gone;
};

const plain = ({ number, source, name, outcome, reason }: Finding) => ({ number, source, name, outcome, reason });

const defaultOf = (view: View) => get(view, 'operation', view.operationId)?.defaultTlp ?? 'TLP:AMBER+STRICT';

/** Who would see assets made under one marking: asked of the very marking that their registration would give them. */
function audienceOf(share: MarkedShare, actor: Actor, view: View): z.infer<typeof preview>['audience'][number] {
  const born = markingOfNew(sightOf(actor, view), share.marking);
  const nobody = { assets: share.assets, byDefault: share.marking === undefined };
  if (!isBorn(born)) return { ...nobody, tlp: 'TLP:RED', organisations: [], withoutRestricted: [], persons: 0 };
  const given = born.marking;
  const organisations = organisationsReached(given, view);
  const { restricted } = given;
  const inFull =
    restricted?.tlp === 'TLP:RED'
      ? new Set(organisationsReached({ ...given, ...restricted }, view))
      : new Set(
          organisations.filter((organisation) => admitsRestricted({ organisation, roleClass: 'member' }, given, view)),
        );
  return {
    ...nobody,
    tlp: given.tlp,
    organisations,
    withoutRestricted: restricted ? organisations.filter((one) => !inFull.has(one)) : [],
    persons: given.persons.length,
  };
}

const widestFirst = (a: { organisations: readonly string[] }, b: { organisations: readonly string[] }): number =>
  b.organisations.length - a.organisations.length;
