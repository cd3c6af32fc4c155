import { describe, expect, it } from 'vitest';
import { columnsOf, groupKeyOf, inspectedCell, rowsOf } from '../../../client/ui/marking/grid.ts';
import type { Inspection, OrganisationSees } from '../../../shared/sharing/inspect.ts';

const inspection = (organisations: OrganisationSees[], guests: Inspection['guests'] = []): Inspection => ({
  tlp: 'TLP:AMBER',
  organisations,
  guests,
  partnersGuests: false,
  restricted: [],
});
const own: OrganisationSees = { organisation: 'own', sees: 'all', why: 'owner' };
const circle = (organisation: string): OrganisationSees => ({
  organisation,
  sees: 'all',
  why: 'circle',
  circle: 'grid',
});
const blind = (organisation: string): OrganisationSees => ({ organisation, sees: 'nothing', why: 'marking' });

describe('the inspector: field by organisation', () => {
  it('organisations with one answer stand in one column; unfolded, each in its own', () => {
    const twenty = Array.from({ length: 18 }, (_, at) => blind(`o${at}`));
    const said = inspection([own, circle('a'), ...twenty], [{ user: 'g', sees: 'all' }]);
    const folded = columnsOf(said, new Set());
    expect(folded.map(({ organisations, guest }) => guest ?? organisations.length)).toEqual([1, 1, 18, 'g']);
    const all = columnsOf(said, new Set([groupKeyOf(folded[2]!)]));
    expect(all).toHaveLength(21);
    // What unfolded it folds it again.
    expect(new Set(all.slice(2, 20).map(groupKeyOf))).toEqual(new Set([groupKeyOf(folded[2]!)]));
  });

  it('another circle, or another client, is another column', () => {
    const other: OrganisationSees = { organisation: 'b', sees: 'all', why: 'circle', circle: 'gas' };
    expect(columnsOf(inspection([own, circle('a'), other]), new Set())).toHaveLength(3);
  });

  it('a restricted field is told from one that is not shown at all', () => {
    const partly: OrganisationSees = { ...circle('a'), sees: 'without-restricted' };
    expect(inspectedCell('incident', 'cause', partly)).toEqual({ shown: 'restricted', because: 'restricted' });
    expect(inspectedCell('incident', 'title', partly)).toEqual({ shown: 'yes', because: 'as-marked' });
    expect(inspectedCell('incident', 'location', circle('a'))).toEqual({ shown: 'exact', because: 'as-marked' });
    expect(inspectedCell('incident', 'cause', blind('a'))).toEqual({ shown: 'not', because: 'as-marked' });
  });

  it('what hangs on a record of another organisation: whom that one is shown to is not said', () => {
    const theirs: OrganisationSees = { organisation: 'a', sees: 'all', why: 'source' };
    expect(inspectedCell('note', 'text', theirs)).toEqual({ shown: 'unknown', because: 'as-marked' });
  });

  it('of a coarse twin an area, bands, and needs only where its owner says so', () => {
    const area: OrganisationSees = { organisation: 'a', sees: 'area', why: 'twin' };
    expect(inspectedCell('asset', 'location', area)).toEqual({ shown: 'area', because: 'twin' });
    expect(inspectedCell('asset', 'status', area)).toEqual({ shown: 'band', because: 'twin' });
    expect(inspectedCell('asset', 'name', area)).toEqual({ shown: 'not', because: 'twin-only' });
    expect(inspectedCell('asset', 'needs', area)).toEqual({ shown: 'not', because: 'twin-only' });
    expect(inspectedCell('asset', 'needs', area, true)).toEqual({ shown: 'yes', because: 'twin' });
  });

  it('its rows are the fields that the record has', () => {
    const face = { title: 'Fire', kind: 'fire', severity: 2, status: 'reported', cause: 'arson' };
    expect(rowsOf('incident', face as never)).toEqual(['title', 'kind', 'severity', 'status', 'cause']);
  });
});
