import type { DemoUser, Role } from './types.ts';

function person(name: string, role: Role, organisation: string, roles: Role[], about: string): DemoUser {
  const key = `${role}@${organisation}`;
  return { key, username: `${key}.demo`, name, organisation, roles, about };
}

/**
 * A guest is made by invitation with a sponsor and a time box, so the account of that role is the one that the
 * European Liaison Cell sponsors; it is listed like the others so that the login page can offer it.
 */
export const demoUsers: DemoUser[] = [
  person(
    'Inés Robledo',
    'coordinator',
    'red-iberica',
    ['coordinator'],
    'Crisis cell of the Spanish grid: the whole picture, cause included.',
  ),
  person(
    'Álvaro Peña',
    'owner',
    'red-iberica',
    ['owner', 'liaison'],
    'Owns the Spanish substations: confirm or refute, decide who sees what.',
  ),
  person('Marta Quiroga', 'analyst', 'red-iberica', ['analyst'], 'Dependencies and forecasts of the Spanish grid.'),
  person(
    'Rui Tavares',
    'coordinator',
    'rede-lusa',
    ['coordinator'],
    'Crisis cell of the Portuguese grid: black start from the Douro and the Tejo.',
  ),
  person('Sofia Barreto', 'owner', 'rede-lusa', ['owner', 'liaison'], 'Owns the Portuguese substations.'),
  person(
    'Camille Etchart',
    'coordinator',
    'frontiere',
    ['coordinator', 'liaison'],
    'French grid: what leaves and enters across the Pyrenees.',
  ),
  person('Julien Lacaze', 'owner', 'frontiere', ['owner'], 'Owns the French substations and plants.'),
  person(
    'Yasmine Alaoui',
    'owner',
    'maghreb',
    ['owner', 'coordinator', 'liaison'],
    'Moroccan grid: support through the Strait.',
  ),
  person(
    'Carmen Ortuño',
    'coordinator',
    'pc-es',
    ['coordinator'],
    'National crisis cell in Madrid: start here for the common picture.',
  ),
  person('Diego Salas', 'liaison', 'pc-es', ['liaison'], 'Passes tasks to partners and hears them decline.'),
  person('Lucía Ferrer', 'responder', 'pc-es', ['responder'], 'In the field in Granada, on a phone.'),
  person('Teresa Amador', 'owner', 'pc-es', ['owner'], 'Owns the 112 centres and public buildings in Spain.'),
  person('João Meireles', 'coordinator', 'pc-pt', ['coordinator', 'liaison'], 'National crisis cell in Lisbon.'),
  person('Beatriz Lobo', 'responder', 'pc-pt', ['responder'], 'In the field in Lisbon, on a phone.'),
  person('Hugo Nabais', 'owner', 'pc-pt', ['owner'], 'Owns the 112 centres and public buildings in Portugal.'),
  person(
    'Maialen Duhalde',
    'coordinator',
    'secours-fr',
    ['coordinator', 'liaison'],
    'French neighbours: aid over the border.',
  ),
  person(
    'Bernard Cazaux',
    'owner',
    'secours-fr',
    ['owner'],
    'Owns the French hospitals, airports and stations in this exercise.',
  ),
  person(
    'Óscar Lledó',
    'coordinator',
    'bomberos',
    ['coordinator', 'liaison', 'owner'],
    'Lift rescues and tunnels in Madrid and Barcelona.',
  ),
  person('Nuria Campos', 'responder', 'bomberos', ['responder'], 'Fire crew on a phone: two taps to a status.'),
  person(
    'Elena Vázquez',
    'coordinator',
    'hospitales',
    ['coordinator', 'liaison'],
    'Hospital group: which generator runs dry first.',
  ),
  person('Pablo Serrano', 'owner', 'hospitales', ['owner'], 'Confirms the state of the hospitals.'),
  person(
    'Raquel Montes',
    'coordinator',
    'telefonia',
    ['coordinator', 'liaison'],
    'Network operation: batteries of the mobile sites.',
  ),
  person('Íñigo Arana', 'owner', 'telefonia', ['owner'], 'Owns exchanges and cores, some of them AMBER+STRICT.'),
  person(
    'Gonzalo Rey',
    'coordinator',
    'ferrovias',
    ['coordinator', 'liaison'],
    'Rail control: trains stranded between stations.',
  ),
  person('Paula Neira', 'owner', 'ferrovias', ['owner', 'responder'], 'Owns stations, traction and metro.'),
  person(
    'Andrés Gil',
    'owner',
    'puertas',
    ['owner', 'coordinator', 'liaison'],
    'Airports and ports on both sides of the Strait.',
  ),
  person(
    'Silvia Pardo',
    'owner',
    'aguas',
    ['owner', 'coordinator', 'liaison'],
    'Water: tanks that empty while pumps stand.',
  ),
  person(
    'Tomás Rivas',
    'owner',
    'combustibles',
    ['owner', 'coordinator', 'liaison'],
    'Fuel and gas: who gets the diesel.',
  ),
  person('Alba Nogales', 'owner', 'pagos', ['owner', 'coordinator', 'liaison'], 'Card payments and cash.'),
  person('Jorge Lara', 'owner', 'mercados', ['owner', 'liaison'], 'Food markets and cold stores.'),
  person(
    'Amparo Crespo',
    'liaison',
    'cruz',
    ['liaison', 'coordinator'],
    'Volunteers: sees GREEN and what it is invited to.',
  ),
  person('Samir Haddad', 'responder', 'cruz', ['responder'], 'Volunteer at a stranded train.'),
  person(
    'Ana Belmonte',
    'analyst',
    'universidad',
    ['analyst', 'viewer'],
    'University observer: the narrowest view of the operation.',
  ),
  person('Luis Cobo', 'owner', 'universidad', ['owner'], 'Owns the research computing centres.'),
  person('Katrien Maes', 'liaison', 'liaison-eu', ['liaison'], 'European liaison: the cross-border cell from outside.'),
  person(
    'Piotr Zieliński',
    'guest',
    'liaison-eu',
    ['guest'],
    'Guest of the European cell: what its sponsor sees by GREEN or AMBER.',
  ),
  person('Clara Oliver', 'viewer', 'control', ['viewer'], 'Watches only: good for the wall screen.'),
  person('Víctor Amat', 'director', 'control', ['director'], 'Runs the player: start, pause, speed, injects.'),
  person('Mercè Puig', 'evaluator', 'control', ['evaluator'], 'Observes and scores; changes nothing.'),
  person('Iván Duarte', 'admin', 'control', ['admin'], 'Accounts, organisations, circles, import.'),
];

/** The account that registers and confirms the assets of an organisation. */
export function ownerAccount(organisation: string): string | undefined {
  return demoUsers.find((user) => user.organisation === organisation && user.roles.includes('owner'))?.key;
}
