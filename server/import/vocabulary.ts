import { SECTORS, type Sector } from '../../shared/domain/vocabulary.ts';

/** Words of other vocabularies (OSM, EU directives, US sectors, common tables), in lower case with hyphens. */
const SECTOR_WORDS: Readonly<Record<string, Sector>> = {
  power: 'energy',
  electricity: 'energy',
  'electric-power': 'energy',
  gas: 'energy',
  oil: 'energy',
  fuel: 'energy',
  heat: 'energy',
  nuclear: 'energy',
  ict: 'digital',
  it: 'digital',
  telecom: 'digital',
  telecoms: 'digital',
  telecommunications: 'digital',
  telecommunication: 'digital',
  communications: 'digital',
  'digital-infrastructure': 'digital',
  'information-technology': 'digital',
  transportation: 'transport',
  'transportation-systems': 'transport',
  rail: 'transport',
  road: 'transport',
  aviation: 'transport',
  maritime: 'transport',
  bank: 'banking',
  'financial-services': 'financial-market',
  finance: 'financial-market',
  financial: 'financial-market',
  'financial-market-infrastructure': 'financial-market',
  healthcare: 'health',
  'health-care': 'health',
  hospital: 'health',
  medical: 'health',
  'drinking-water-supply': 'drinking-water',
  'water-supply': 'drinking-water',
  'potable-water': 'drinking-water',
  wastewater: 'waste-water',
  sewage: 'waste-water',
  sewerage: 'waste-water',
  government: 'public-administration',
  'government-facilities': 'public-administration',
  administration: 'public-administration',
  public: 'public-administration',
  satellite: 'space',
  agriculture: 'food',
  'food-and-agriculture': 'food',
  industrial: 'industry',
  manufacturing: 'industry',
  'critical-manufacturing': 'industry',
  chemical: 'industry',
  emergency: 'emergency-services',
  fire: 'emergency-services',
  police: 'emergency-services',
  'civil-protection': 'emergency-services',
};

/** What a kind says about the sector where the sector's own word says too little, or nothing. */
const KIND_WORDS: readonly (readonly [RegExp, Sector])[] = [
  [/waste-?water|sewage|sewer/, 'waste-water'],
  [/drinking-water|water-(?:works|treatment|tower|supply)|reservoir/, 'drinking-water'],
  [/hospital|clinic|ambulance-hub|pharmac/, 'health'],
  [/power-plant|substation|switchyard|wind-farm|solar-farm|hvdc|refinery|lng|gas-/, 'energy'],
  [/airport|rail|sea-?port|harbou?r|bridge|tunnel|metro/, 'transport'],
  [/data-cent(?:re|er)|exchange-point|cell-tower|cable-landing/, 'digital'],
  [/fire-station|police|rescue/, 'emergency-services'],
];

/** A word as the tables hold it: lower case, no accents, hyphens. */
export const wordOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

export type SectorTable = Readonly<Record<string, Sector>>;

/** Checks a table of one's own: words to the sectors of this product. */
export function sectorTable(given: unknown): { table: SectorTable } | { problem: string } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { problem: 'The table of sectors must be an object such as {"grid": "energy"}.' };
  }
  const table: Record<string, Sector> = {};
  for (const [word, sector] of Object.entries(given)) {
    if (!(SECTORS as readonly unknown[]).includes(sector)) {
      return { problem: `The table of sectors maps "${word}" to something else than one of: ${SECTORS.join(', ')}.` };
    }
    table[wordOf(word)] = sector as Sector;
  }
  return { table };
}

/** The sector that a file's words stand for; undefined when neither the sector's word nor the kind says it. */
export function sectorOf(sector: string, kind: string, own: SectorTable): Sector | undefined {
  const word = wordOf(sector);
  const kindWord = wordOf(kind);
  const known = (SECTORS as readonly string[]).includes(word) ? (word as Sector) : undefined;
  const byTable = own[word] ?? known ?? SECTOR_WORDS[word];
  if (byTable) return byTable;
  const byKind = own[kindWord] ?? KIND_WORDS.find(([pattern]) => pattern.test(kindWord))?.[1];
  // "Water" alone is two sectors of the directive: the kind decides, and drinking water is the careful guess.
  return byKind ?? (word === 'water' ? 'drinking-water' : undefined);
}

/** Other names of the members of an asset, in the order in which they are tried. */
export const COLUMN_NAMES = {
  id: ['id', 'source', 'source-id', 'asset-id', 'ref', 'osm-id', 'uuid'],
  name: [
    'name',
    'title',
    'label',
    'asset',
    'asset-name',
    'site',
    'facility',
    'designation',
    'nom',
    'nombre',
    'bezeichnung',
  ],
  sector: ['sector', 'sektor', 'secteur', 'ci-sector', 'infrastructure'],
  kind: ['kind', 'type', 'category', 'asset-type', 'subsector', 'class', 'typ'],
  country: ['country', 'country-code', 'iso', 'iso2', 'iso3', 'iso-a2', 'country-name', 'cc', 'land', 'pays', 'pais'],
  lat: ['lat', 'latitude', 'y', 'breite', 'latitud'],
  lon: ['lon', 'lng', 'long', 'longitude', 'x', 'lange', 'longitud'],
  operator: [
    'operator',
    'operator-name',
    'owner',
    'company',
    'organisation',
    'organization',
    'betreiber',
    'exploitant',
  ],
  served: ['served', 'people-served', 'population-served', 'customers'],
  notes: ['notes', 'note', 'remarks', 'comment', 'description'],
  contacts: ['contacts', 'contact', 'phone', 'telephone'],
  tlp: ['tlp', 'marking'],
  exercise: ['exercise'],
} as const;
export type Member = keyof typeof COLUMN_NAMES;
/** Columns of our own exports that say what was true at that moment: not taken for notes. */
export const MOMENTARY: ReadonlySet<string> = new Set([
  'status',
  'level',
  'basis',
  'since',
  'code',
  'owner-organisation',
]);
export const MEMBERS = Object.keys(COLUMN_NAMES) as Member[];
