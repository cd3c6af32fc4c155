import { ORGANISATION_KINDS } from '../../../shared/domain/vocabulary.ts';
import { DIRECTORY } from '../../../shared/ids.ts';
import { countryOf } from '../../import/countries.ts';
import { CannotRun, type Commander } from '../commander.ts';
import { carriedOut, directoryOf, listed, named, newId } from '../names.ts';
import { table, type Output } from '../output.ts';
import { shortNameOf } from './people.ts';

export async function createOrganisation(
  commander: Commander,
  wanted: { name: string; short?: string; kind: string; country: string },
  output: Output,
): Promise<void> {
  if (!(ORGANISATION_KINDS as readonly string[]).includes(wanted.kind)) {
    throw new CannotRun(`"${wanted.kind}" is no kind of organisation. There are: ${ORGANISATION_KINDS.join(', ')}.`);
  }
  const country = countryOf(wanted.country);
  if (!country) throw new CannotRun(`"${wanted.country}" is no country: write its ISO 3166-1 code.`);
  const data = {
    organisationId: newId(),
    name: wanted.name,
    shortName: wanted.short ?? shortNameOf(wanted.name),
    kind: wanted.kind,
    country,
  };
  await carriedOut(commander, DIRECTORY, 'organisation.register', data);
  output.result(data, [`${wanted.name} is registered: ${data.organisationId}`]);
}

export async function listOrganisations(commander: Commander, output: Output): Promise<void> {
  const { organisation } = await directoryOf(commander);
  const rows = organisation.map(({ id, name, shortName, kind, country }) => ({ id, name, shortName, kind, country }));
  output.result(rows, table(rows.map((one) => [one.id, one.shortName, one.country, one.kind, one.name])));
}

/** Without --set it only shows them. */
export async function organisationClients(
  commander: Commander,
  text: string,
  set: string | undefined,
  output: Output,
): Promise<void> {
  const directory = await directoryOf(commander);
  const organisation = named(directory.organisation, 'organisation', text);
  const clients =
    set === undefined
      ? (organisation.clients ?? [])
      : listed(set).map((one) => named(directory.organisation, 'organisation', one).id);
  if (set !== undefined) {
    await carriedOut(commander, DIRECTORY, 'organisation.setClients', { organisationId: organisation.id, clients });
  }
  const names = clients.map((id) => directory.organisation.find((one) => one.id === id)?.name ?? id);
  output.result({ organisation: organisation.id, clients }, [
    `Clients of ${organisation.name}: ${names.join(', ') || 'none'}`,
  ]);
}

export async function createCircle(
  commander: Commander,
  wanted: { name: string; members: string; owner?: string },
  output: Output,
): Promise<void> {
  const directory = await directoryOf(commander);
  const organisation = (text: string) => named(directory.organisation, 'organisation', text).id;
  const data = {
    circleId: newId(),
    name: wanted.name,
    members: listed(wanted.members).map(organisation),
    ...(wanted.owner !== undefined && { owner: organisation(wanted.owner) }),
  };
  await carriedOut(commander, DIRECTORY, 'circle.create', data);
  output.result(data, [`The circle ${wanted.name} has ${data.members.length} members: ${data.circleId}`]);
}

export async function circleMembers(
  commander: Commander,
  text: string,
  set: string | undefined,
  output: Output,
): Promise<void> {
  const directory = await directoryOf(commander);
  const circle = named(directory.circle, 'circle', text);
  const members =
    set === undefined
      ? circle.members
      : listed(set).map((one) => named(directory.organisation, 'organisation', one).id);
  if (set !== undefined) await carriedOut(commander, DIRECTORY, 'circle.setMembers', { circleId: circle.id, members });
  const names = members.map((id) => directory.organisation.find((one) => one.id === id)?.name ?? id);
  output.result({ circle: circle.id, members }, [
    `Members of ${circle.name}: ${names.join(', ') || 'none: it reaches nobody'}`,
  ]);
}

export async function listCircles(commander: Commander, output: Output): Promise<void> {
  const directory = await directoryOf(commander);
  const nameOf = (id: string) => directory.organisation.find((one) => one.id === id)?.shortName ?? id;
  const rows = directory.circle.map(({ id, name, owner, members }) => ({ id, name, owner, members }));
  output.result(
    rows,
    table(rows.map((one) => [one.id, one.name, `of ${nameOf(one.owner)}`, one.members.map(nameOf).join(', ')])),
  );
}
