import type { Loose } from './plain.ts';
import type { Oracle, Reader } from './shown.ts';

/** What the directory's records show, in an operation, of what is not everybody's. */
export interface ShownEntry {
  readonly how: 'hidden' | 'full';
  readonly members?: readonly string[];
  readonly clients?: readonly string[];
  /** Of a guest: what their link permits is shown. */
  readonly link?: boolean;
  /** Of the records that the link names, those that the reader is shown. */
  readonly records?: readonly string[];
}

/**
 * A circle is its owner's and its members', an agreement its parties', clients are the organisation's own, a link is the
 * sponsor's organisation's and the guest's: their own people's, and a guest is none of these. What is named and not shown
 * is absent.
 */
export function shownEntry(oracle: Oracle, reader: Reader, key: string): ShownEntry {
  const { plain } = oracle;
  const record = plain.directory.get(key) as Loose;
  const person = plain.persons.get(reader.person);
  const own = person?.guest === false ? person.organisation : undefined;
  const partners = (ids: readonly string[]) =>
    ids.filter((id) => plain.participants.has(id) || id === reader.organisation).sort();
  const among = (ids: readonly string[]) => own !== undefined && ids.includes(own);
  switch (key.slice(0, key.indexOf(':'))) {
    case 'circle':
      if (!among([record['owner'], ...record['members']])) return { how: 'hidden' };
      return { how: 'full', members: partners(record['members']) };
    case 'agreement':
      return { how: among(record['parties']) ? 'full' : 'hidden' };
    case 'organisation': {
      if (partners([record['id']]).length === 0) return { how: 'hidden' };
      const clients = own === record['id'] ? partners(record['clients']) : [];
      return { how: 'full', ...(clients.length > 0 && { clients }) };
    }
    default: {
      const told = record['guest'] && (own === record['organisation'] || reader.person === record['id']);
      if (!told) return { how: 'full', link: false };
      const named = (record['guest'].records as Loose[] | undefined)
        ?.filter(({ kind, id }) => oracle.sees(reader, `${kind}:${id}`))
        .map(({ id }) => id as string);
      return { how: 'full', link: true, ...(named && { records: named.sort() }) };
    }
  }
}
