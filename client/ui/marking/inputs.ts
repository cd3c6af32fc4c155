import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import type { CoarseInput, MarkingInput } from '../../../shared/domain/fields.ts';
import { strictness, TLP, type Tlp } from '../../../shared/domain/vocabulary.ts';

/** Whom a marking names; of the record itself or of its restricted fields. */
export interface NamedInput {
  tlp: Tlp;
  circles?: string[] | undefined;
  persons?: string[] | undefined;
}

/** The marking that an owner's face carries, as an input to change. A downgrade that has come is the label now. */
export function asInput(face: Pick<MarkedFace, 'tlp' | 'marking'>): MarkingInput {
  const { circles = [], persons = [], restricted, expires, downgrade, tlp = face.tlp } = face.marking ?? {};
  const come = tlp !== face.tlp;
  return {
    tlp: face.tlp,
    ...(circles.length > 0 && face.tlp.startsWith('TLP:AMBER') && { circles: [...circles] }),
    ...(persons.length > 0 && face.tlp === 'TLP:RED' && { persons: [...persons] }),
    ...(expires && { expires }),
    ...(downgrade && !come && { downgrade: { ...downgrade } }),
    ...(restricted && { restricted: plain(restricted) }),
  };
}

function plain({ tlp, circles, persons }: { tlp: Tlp; circles: readonly string[]; persons: readonly string[] }) {
  return {
    tlp,
    ...(circles.length > 0 && { circles: [...circles] }),
    ...(persons.length > 0 && { persons: [...persons] }),
  };
}

/** Another label: what it cannot name falls away, the rest stays, and what then contradicts it is said in words. */
export function relabelled<T extends NamedInput>(value: T, tlp: Tlp): T {
  const { circles, persons, ...rest } = value;
  return {
    ...rest,
    tlp,
    ...(tlp.startsWith('TLP:AMBER') && circles && { circles }),
    ...(tlp === 'TLP:RED' && persons && { persons }),
  } as T;
}

/** Whether a marking says no more than the default does. */
export const saysNoMore = (value: MarkingInput, fallback: Tlp): boolean =>
  value.tlp === fallback &&
  fallback !== 'TLP:RED' &&
  !value.circles?.length &&
  !value.expires &&
  !value.downgrade &&
  !value.restricted;

/** Labels wider than one, the widest first. */
export const widerThan = (tlp: Tlp): Tlp[] => TLP.filter((label) => strictness(label) < strictness(tlp));
/** Labels as strict as one, or stricter. */
export const atLeast = (tlp: Tlp): Tlp[] => TLP.filter((label) => strictness(label) >= strictness(tlp));

/**
 * What calling a record back makes of its marking: nobody outside of the owner's organisation. A TLP:RED one keeps the
 * persons of that organisation: AMBER+STRICT would show it to all of their colleagues.
 */
export function recalled(face: Pick<MarkedFace, 'tlp' | 'marking' | 'owner'>, isOurs: (person: string) => boolean) {
  const { persons = [], restricted } = face.marking ?? {};
  const ours = (named: readonly string[]) => named.filter(isOurs);
  if (face.tlp === 'TLP:RED') return { tlp: face.tlp, persons: ours(persons) } satisfies MarkingInput;
  return {
    tlp: 'TLP:AMBER+STRICT',
    ...(restricted?.tlp === 'TLP:RED' && { restricted: { tlp: restricted.tlp, persons: ours(restricted.persons) } }),
  } satisfies MarkingInput;
}

/** The coarse twin that an asset has, as an input to change. */
export function coarseOf(face: object): CoarseInput | undefined {
  const { twin } = face as Pick<AssetFace, 'twin'>;
  if (!twin) return undefined;
  const { restricted: _none, ...marking } = asInput({ tlp: twin.marking.tlp, marking: twin.marking });
  return {
    marking,
    cell: twin.cell.size as NonNullable<CoarseInput['cell']>,
    ...(twin.region !== undefined && { region: twin.region }),
    ...(twin.needs && { needs: true }),
  };
}

/** A marking with some members changed; an undefined one is left out. */
export function changed(
  value: MarkingInput,
  change: { [K in keyof MarkingInput]?: MarkingInput[K] | undefined },
): MarkingInput {
  const { expires, downgrade, restricted, ...named } = { ...value, ...change };
  return {
    ...named,
    tlp: change.tlp ?? value.tlp,
    ...(expires && { expires }),
    ...(downgrade && { downgrade }),
    ...(restricted && { restricted }),
  };
}
