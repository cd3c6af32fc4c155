import type { Asset, Claim, Need, PublishedTwin, Twin } from '../../shared/domain/asset/record.ts';
import { shownStatus } from '../../shared/domain/asset/status.ts';
import type { Operation, Organisation, User } from '../../shared/domain/directory/record.ts';
import { refOf, type Kind, type Marked, type Marking, type ShownMarking } from '../../shared/domain/entity.ts';
import type { Incident } from '../../shared/domain/incident/record.ts';
import { isMarkedKind, type AnyFace, type AnyRecord, type MarkedKind } from '../../shared/domain/records.ts';
import type { Task } from '../../shared/domain/task/record.ts';
import { codeOf } from '../../shared/code.ts';
import type { Release } from '../../shared/domain/release/record.ts';
import { RESTRICTED_FIELDS, tlpAt } from '../../shared/sharing/marking.ts';
import type { Instant } from '../../shared/time.ts';
import { NOBODY } from './lift.ts';

/** Whose faces these are: what a projection may depend on. */
export interface Reader {
  readonly operationId: string;
  readonly organisation: string;
  readonly user: string;
  readonly administrator: boolean;
  /** Of its sponsor's organisation, and not told how that marks its records. */
  readonly guest: boolean;
  readonly realAt: Instant;
  /** The label of a record that is shown; undefined when it is not. */
  tlpOf(kind: Kind, id: string): string | undefined;
}

type Content = Record<string, unknown>;

/**
 * The face that a record has for its reader, where all the record holds came from what the reader was shown (see lift.ts)
 * or from the reader's own commands. So nothing is held back here except references, which must be shown themselves.
 * `version` is left to the caller: only the server's faces have one.
 */
export function project(kind: Kind, record: AnyRecord, reader: Reader): Omit<AnyFace, 'version'> {
  const content =
    'cell' in record
      ? twinContent(record as Marked & AnyRecord)
      : isMarkedKind(kind)
        ? markedContent(kind, record as Marked & AnyRecord, reader)
        : plainContent(kind, record, reader);
  return compact({ ...content, id: record.id, code: codeOf(kind, record.id) }) as unknown as AnyFace;
}

function twinContent({ marking: _marking, acts: _acts, ...shown }: Marked & AnyRecord): Content {
  return { ...shown };
}

function plainContent(kind: Kind, record: AnyRecord, reader: Reader): Content {
  if (reader.administrator) return { ...record };
  switch (kind) {
    case 'organisation': {
      const { clients, ...shown } = record as Organisation;
      return record.id === reader.organisation ? { ...shown, clients: some(clients) } : { ...shown };
    }
    case 'user': {
      const { name, organisation, roles, guest, disabled } = record as User;
      const revoked = guest && disabled ? true : undefined;
      return { name, organisation, roles: roles[reader.operationId] ?? [], guest, revoked };
    }
    case 'operation': {
      const { simulated, ...shown } = record as Operation;
      return { ...shown, simulated: some(simulated) };
    }
    default:
      return { ...record };
  }
}

function markedContent(kind: Kind, record: Marked & AnyRecord, reader: Reader): Content {
  const { marking, acts, hidden: _hidden, ...rest } = record;
  const refers = (to: Kind, id: string): boolean => {
    const tlp = reader.tlpOf(to, id);
    return tlp !== undefined && (tlp !== 'TLP:RED' || tlpAt(marking, reader.realAt) === 'TLP:RED');
  };
  const mine = reader.organisation === marking.owner && !reader.guest;
  const content = shownContent(kind, rest as unknown as AnyRecord, refers);
  return {
    ...(isKeptFrom(reader, marking) ? withoutRestricted(kind, content) : content),
    tlp: tlpAt(marking, reader.realAt),
    owner: marking.owner,
    ...(mine && { marking: shownMarking(marking) }),
    ...(mine && acts.length > 0 && { acts: acts.map((act) => ({ ...act, marking: shownMarking(act.marking) })) }),
  };
}

/** Restricted fields for named persons: whoever of the owner's people is none of them writes what they do not see. */
const isKeptFrom = (reader: Reader, { owner, restricted }: Marking): boolean =>
  reader.organisation === owner && restricted?.tlp === 'TLP:RED' && !restricted.persons.includes(reader.user);

function withoutRestricted(kind: Kind, content: Content): Content {
  const hidden = new Set<string>(RESTRICTED_FIELDS[kind as MarkedKind]);
  const kept = Object.fromEntries(Object.entries(content).filter(([name]) => !hidden.has(name)));
  const needs = kept['needs'] as readonly Need[] | undefined;
  return needs
    ? { ...kept, needs: needs.map(({ buffer: _buffer, recharge: _recharge, stock: _stock, ...need }) => need) }
    : kept;
}

type Refers = (kind: Kind, id: string) => boolean;

function shownContent(kind: Kind, record: AnyRecord, refers: Refers): Content {
  switch (kind) {
    case 'asset': {
      const { reports, buffers, needs, twin, ...rest } = record as Asset;
      const shown = (needs ?? []).map((need) => shownNeed(need, refers)).filter((need) => need !== undefined);
      return {
        ...rest,
        ...shownStatus({ reports, confirmed: rest.confirmed }),
        reports: some(Object.values(reports).sort(byOrganisation)),
        needs: some(shown.sort((a, b) => (a.needId < b.needId ? -1 : 1))),
        buffers: Object.keys(buffers).length > 0 ? buffers : undefined,
        twin: twin && published(twin),
      };
    }
    case 'incident': {
      const { acknowledgements, assetIds, mergedInto, ...rest } = record as Incident;
      return {
        ...rest,
        assetIds: shownIds('asset', assetIds, refers),
        mergedInto: mergedInto !== undefined && refers('incident', mergedInto) ? mergedInto : undefined,
        acknowledgements: some(
          Object.values(acknowledgements)
            .sort(byOrganisation)
            .map(({ by, ...given }) => ({ ...given, ...by })),
        ),
      };
    }
    case 'task': {
      const { incidentId, assetIds, blockedBy, ...rest } = record as Task;
      return {
        ...rest,
        incidentId: incidentId !== undefined && refers('incident', incidentId) ? incidentId : undefined,
        assetIds: shownIds('asset', assetIds, refers),
        blockedBy: shownIds('task', blockedBy, refers),
      };
    }
    case 'release': {
      const { on, to, ...rest } = record as Release;
      const shown = on !== undefined && refers(on.kind, on.id);
      return { ...rest, on: shown ? on : undefined, to: to === NOBODY ? undefined : to };
    }
    default:
      return { ...record };
  }
}

/** What its owner is shown of a twin: what was published, not the bands that follow. */
function published({ id, marking, cell, region, needs }: Twin): PublishedTwin {
  return compact({ id, marking: shownMarking(marking), cell, region, needs }) as PublishedTwin;
}

function shownNeed(need: Need, refers: Refers): Need | undefined {
  const suppliers = need.suppliers.filter((supplier) => refers('asset', supplier.assetId));
  if (suppliers.length === 0) return undefined;
  const nominal = suppliers.reduce((sum, supplier) => sum + supplier.weight, 0);
  const { k, demand } = need;
  return compact({
    ...need,
    suppliers: suppliers.sort((a, b) => (a.assetId < b.assetId ? -1 : 1)),
    k: k === undefined ? undefined : Math.min(k, suppliers.length),
    demand: demand === undefined ? undefined : Math.max(1, Math.min(demand, nominal)),
    base: suppliers.length === need.suppliers.length ? need.base : undefined,
  }) as Need;
}

function shownMarking({ as, ...marking }: Marking): ShownMarking {
  return as ? { ...marking, follows: refOf(as.key) } : marking;
}

const byOrganisation = (a: Pick<Claim, 'by'>, b: Pick<Claim, 'by'>): number =>
  a.by.organisation < b.by.organisation ? -1 : 1;
const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list && list.length > 0 ? list : undefined;
const shownIds = (kind: Kind, ids: readonly string[] | undefined, refers: Refers) =>
  some((ids ?? []).filter((id) => refers(kind, id)).sort());

/** Absent members are absent, not undefined: as in the faces that come over the wire. */
function compact<T extends object>(value: T): Partial<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) if (member !== undefined) kept[name] = member;
  return kept as Partial<T>;
}
