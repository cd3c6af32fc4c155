import { z } from 'zod';
import { ASSET_STATUSES, SECTORS, SEVERITIES } from '../../shared/domain/vocabulary.ts';
import { LAYERS } from '../map/features.ts';
import { BASES } from '../ui/entities.ts';

/**
 * What the address carries of the view, so that a link shows a colleague the same picture. Lists are separated by commas.
 * A value that makes no sense is left out, never an error. Screens may carry more members of their own, as plain text.
 */
const oneOf = <T extends string>(values: readonly T[]) =>
  z
    .preprocess(parts, z.array(z.string()))
    .transform((list) => list.filter((one): one is T => (values as readonly string[]).includes(one)))
    .transform((list) => (list.length > 0 ? list : undefined))
    .optional()
    .catch(undefined);

const texts = (pattern: RegExp) =>
  z
    .preprocess(parts, z.array(z.string()))
    .transform((list) => list.filter((one) => pattern.test(one)))
    .transform((list) => (list.length > 0 ? list : undefined))
    .optional()
    .catch(undefined);

function parts(value: unknown): unknown {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : String(value).split(',');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const viewSearch = z.looseObject({
  sector: oneOf(SECTORS),
  status: oneOf(ASSET_STATUSES),
  country: texts(/^[A-Z]{2}$/),
  org: texts(UUID),
  sev: oneOf(['1', '2', '3', '4']),
  /** Layers that are switched off. */
  hide: oneOf(LAYERS),
  /** `lat,lon,zoom`: the middle of the map. */
  view: z
    .string()
    .regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?$/)
    .optional()
    .catch(undefined),
  /** The map shows what is predicted for so many whole minutes after now. */
  ahead: z.coerce.number().int().min(1).max(4320).optional().catch(undefined),
  /** Lists show only what the map shows. */
  inview: z.literal('1').optional().catch(undefined),
  /** The screen under a drawer. */
  on: z.enum(BASES).optional().catch(undefined),
  /** The organisation with whose eyes one looks. */
  as: z.string().regex(UUID).optional().catch(undefined),
  tab: z.string().max(40).optional().catch(undefined),
});
export type ViewSearch = z.infer<typeof viewSearch>;

export const severities = (sev: readonly string[] | undefined): number[] | undefined =>
  sev?.map(Number).filter((one) => (SEVERITIES as readonly number[]).includes(one));

/** `?sector=energy,health&view=40.1,-3.7,6`: readable, and the same for people and for the router. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).flatMap(([name, value]) => {
    const written = Array.isArray(value) ? value.join(',') : value;
    return written === undefined || written === null || written === '' ? [] : [[name, String(written)]];
  });
  // Commas and colons are allowed in a query as they are.
  const written = new URLSearchParams(pairs).toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return written === '' ? '' : `?${written}`;
}
