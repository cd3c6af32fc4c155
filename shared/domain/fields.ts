import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { parseInstant } from '../time.ts';
import { CELL_SIZES, TLP } from './vocabulary.ts';

/** The fields that commands share. Every object is strict: an unknown field is refused with its path. */
export const id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, {
  message: 'must be a UUIDv4 in lower case',
});

/** Plain text: no control characters but line feed and tab, no lone surrogates, no bidirectional overrides. */
const PLAIN =
  /^(?:[^\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/;
const plain = (max: number) =>
  z.string().max(max).regex(PLAIN, { message: 'must be plain text without control characters' });
// Blanks, then a letter, then anything: no two parts can take the same letter, so a long line costs no more than its length.
export const line = (max: number) =>
  plain(max).regex(/^[^\S\n\t]*\S[^\n\t]*$/, { message: 'must be one line, not empty' });
export const text = (max: number) => plain(max).regex(/\S/, { message: 'must not be empty' });

/** ISO 8601 with an offset; kept as UTC with milliseconds. */
export const instant = z.string().transform((value, context) => {
  const at = parseInstant(value);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 instant with an offset' });
  return z.NEVER;
});

export const place = z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });

const position = z.array(z.number()).min(2).max(3);
const ring = z.array(position).min(4);
export const area = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
    z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
  ])
  .refine(
    (shape) => {
      const points = (shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat()).flat();
      return (
        points.length <= LIMITS.areaPoints &&
        points.every(([lon, lat]) => Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90 && Number.isFinite(lon! + lat!))
      );
    },
    { message: `must lie on the globe and have at most ${LIMITS.areaPoints} points` },
  );

const circles = z.array(id).max(LIMITS.circlesPerMarking);
const persons = z.array(id).max(LIMITS.personsPerMarking);

export const marking = z.strictObject({
  tlp: z.enum(TLP),
  circles: circles.optional(),
  persons: persons.optional(),
  expires: instant.optional(),
  downgrade: z.strictObject({ at: instant, tlp: z.enum(TLP) }).optional(),
  restricted: z.strictObject({ tlp: z.enum(TLP), circles: circles.optional(), persons: persons.optional() }).optional(),
});
export type MarkingInput = z.infer<typeof marking>;

/** A coarse twin as its owner publishes it: under a wider marking, an area of `cell` degrees instead of the place. */
export const coarse = z.strictObject({
  marking: marking.omit({ restricted: true }),
  cell: z.union(CELL_SIZES.map((size) => z.literal(size))).optional(),
  region: line(80).optional(),
  needs: z.boolean().optional(),
});
export type CoarseInput = z.infer<typeof coarse>;

export const level = z.number().int().min(0).max(1_000_000);
export const seconds = z
  .number()
  .int()
  .min(0)
  .max(10 * 365 * 24 * 3600);
export const country = z.string().regex(/^[A-Z]{2}$/, { message: 'must be an ISO 3166-1 alpha-2 code' });
/** What an owner shares or withholds by an act of marking. */
export const markable = z.enum(['asset', 'incident', 'task', 'note', 'attachment', 'scenario']);
