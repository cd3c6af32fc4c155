/** Short codes for people, derived from the record's random id: they need no server, say nothing and leave no gaps. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX: Record<string, string> = {
  incident: 'INC',
  asset: 'AST',
  task: 'TSK',
  note: 'NTE',
  attachment: 'ATT',
  organisation: 'ORG',
  circle: 'CIR',
  user: 'PER',
  operation: 'OPN',
};

/** `INC-7K3Q`: the kind and the first 20 bits of the id. Two records may share one; a look-up lists both. */
export function codeOf(kind: string, id: string): string {
  const bits = parseInt(id.slice(0, 5), 16);
  let letters = '';
  for (let shift = 15; shift >= 0; shift -= 5) letters += CROCKFORD[(bits >>> shift) & 31];
  return `${PREFIX[kind] ?? 'REC'}-${letters}`;
}

/** What a person typed, as a code: case and the look-alikes I, L, O are forgiven. */
export function normaliseCode(text: string): string | undefined {
  const match = /^\s*([A-Za-z]{3})[-\s]?([0-9A-Za-z]{4})\s*$/.exec(text);
  if (!match) return undefined;
  const letters = match[2]!.toUpperCase().replace(/[IL]/g, '1').replace(/O/g, '0');
  return `${match[1]!.toUpperCase()}-${letters}`;
}
