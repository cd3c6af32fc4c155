import { COMMANDS } from '../../shared/domain/commands.ts';
import { TLP, type Sector, type Tlp } from '../../shared/domain/vocabulary.ts';
import type { Place } from '../../shared/geo.ts';
import { hash53 } from '../../shared/canonical.ts';
import { LIMITS } from '../../shared/limits.ts';
import { stricter } from '../../shared/sharing/marking.ts';
import { countryOf, mayLieIn } from './countries.ts';
import type { Fields } from './fields.ts';
import { MOMENTARY, sectorOf, wordOf, type SectorTable } from './vocabulary.ts';

/** An asset as a row describes it. */
export interface AssetDraft {
  readonly name: string;
  readonly sector: Sector;
  readonly kind: string;
  readonly country: string;
  readonly location: Place;
  readonly source: string;
  readonly operatorName?: string;
  readonly organisation?: string;
  readonly served?: number;
  readonly notes?: string;
  readonly contacts?: string;
}

export interface Read {
  readonly draft: AssetDraft;
  /** The label to send; absent: the operation's default applies and the asset is shown as unmarked. */
  readonly tlp?: Tlp;
  /** What a person should look at; the row is taken all the same. */
  readonly notices: readonly string[];
}
/** `sector`: the word for one that nothing maps yet. */
export type Drafted = Read | { readonly reason: string; readonly sector?: string };

export interface DraftRules {
  readonly sectors: SectorTable;
  /** Stands before ids that mean nothing outside their file (bare numbers). */
  readonly fileName: string;
  /** The marking asked for, and the operation's default. */
  readonly marking?: Tlp;
  readonly defaultTlp: Tlp;
  /** What an exercise says never enters a live operation (L10). */
  readonly live: boolean;
  /** The organisation of the operation that goes by a name. */
  readonly organisationNamed: (name: string) => string | undefined;
  /** What to do about a sector that is not known. */
  readonly sectorAdvice?: (word: string) => string;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/g;
const MOST_NOTE_CHARACTERS = 600;
/** What lies behind in one cell is not even cleaned: no field holds half as much, and the time it takes is others' (P-R4). */
const MOST_CHARACTERS_LOOKED_AT = 4 * LIMITS.text;

/** Decides what a row is, or says in plain words why it cannot be one. A refusal names the column and the value. */
export function draftOf({ said, rest }: Fields, rules: DraftRules): Drafted {
  const notices: string[] = [];
  if (rules.live && said.exercise)
    return { reason: 'It comes from an exercise: nothing of an exercise enters a live operation.' };
  const name = cleaned(said.name, notices);
  if (!name) return { reason: 'It has no name.' };
  if (name.length > LIMITS.name) {
    return { reason: `The name has ${name.length} characters; the limit is ${LIMITS.name}. Shorten it in the file.` };
  }
  const kind = wordOf(said.kind ?? '') || 'facility';
  if (kind.length > 60) return { reason: `The kind "${shown(kind)}" has more than 60 characters.` };
  if (!said.kind) notices.push('It has no kind: "facility" is taken.');
  const sector = sectorOf(said.sector ?? '', kind, rules.sectors);
  if (!sector) {
    const word = said.sector && shown(wordOf(said.sector));
    return said.sector && word !== undefined
      ? {
          sector: word,
          reason: `The sector "${shown(said.sector)}" is not known. ${rules.sectorAdvice?.(word) ?? ''}`.trim(),
        }
      : { reason: 'It has no sector, and its kind does not say one.' };
  }
  if (!said.country) return { reason: 'It has no country.' };
  const country = countryOf(said.country);
  if (!country)
    return { reason: `"${shown(said.country)}" is no country that is known: write its ISO 3166-1 code or its name.` };
  const location = placeOf(said.lat, said.lon);
  if ('reason' in location) return location;
  const strays = mayLieIn(country, location) === false;
  if (strays && mayLieIn(country, { lat: location.lon, lon: location.lat })) {
    return {
      reason: `Latitude and longitude seem to be exchanged: ${location.lon}, ${location.lat} would lie in ${country}.`,
    };
  }
  if (strays) notices.push(`Its place is outside ${country}.`);
  const label = said.tlp === undefined ? undefined : labelOf(said.tlp);
  if (said.tlp !== undefined && !label)
    return {
      reason: `"${shown(said.tlp)}" is no TLP 2.0 label: it is not taken, so that nobody sees it who should not.`,
    };
  const served = servedOf(said.served);
  if (said.served !== undefined && served === undefined)
    notices.push(`"${shown(said.served)}" is no number of people served: left out.`);

  const operator = cleaned(said.operator, notices);
  const organisation = operator && rules.organisationNamed(operator);
  if (operator && operator.length > LIMITS.name) notices.push('The name of its operator is too long: left out.');
  const notes = notesOf(said.notes, rest, notices);
  const contacts = cleanedText(said.contacts, LIMITS.reason, notices);
  const draft: AssetDraft = {
    name,
    sector,
    kind,
    country,
    location,
    source: sourceOf(said.id, rules.fileName, [name, kind, String(location.lat), String(location.lon)]),
    ...(organisation && { organisation }),
    ...(operator && !organisation && operator.length <= LIMITS.name && { operatorName: operator }),
    ...(served !== undefined && { served }),
    ...(notes && { notes }),
    ...(contacts && { contacts }),
  };
  const fits = COMMANDS['asset.register'].safeParse({ assetId: '00000000-0000-4000-8000-000000000000', ...draft });
  if (!fits.success) {
    const issue = fits.error.issues[0]!;
    return { reason: `${issue.path.join('.')}: ${issue.message}` };
  }
  // The stricter of what the row says and what would apply without it: an import never widens.
  const tlp = label ? stricter(label, rules.marking ?? rules.defaultTlp) : rules.marking;
  return { draft, notices: [...new Set(notices)], ...(tlp && { tlp }) };
}

/**
 * Text is plain text everywhere in this product: what looks like markup is kept as it stands and shown as letters. Only
 * what no screen should ever draw goes: control characters, direction overrides, broken surrogates.
 */
export function cleaned(text: string | undefined, notices: string[]): string | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .slice(0, MOST_CHARACTERS_LOOKED_AT)
    .toWellFormed()
    .replace(/[\t\r\n]+/g, ' ')
    .replace(CONTROL, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.includes('\ufffd'))
    notices.push('Some of its characters were lost before this import: the file is not clean UTF-8.');
  if (/<\/?[a-z!]/i.test(plain)) notices.push('It holds what looks like markup: kept as plain text.');
  return plain === '' ? undefined : plain;
}

function placeOf(latText: string | undefined, lonText: string | undefined): Place | { reason: string } {
  if (latText === undefined || lonText === undefined)
    return { reason: 'It has no place: latitude or longitude is missing.' };
  const lat = numberOf(latText);
  const lon = numberOf(lonText);
  if (lat === undefined || lon === undefined)
    return { reason: `"${shown(latText)}", "${shown(lonText)}" are no coordinates in degrees.` };
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180)
    return { reason: `${lat}, ${lon} (latitude, longitude) lies outside the globe.` };
  if (lat === 0 && lon === 0) return { reason: 'Its place is 0, 0: that stands for "not known".' };
  // Seven decimals are a centimetre.
  const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return { lat: rounded(lat), lon: rounded(lon) };
}

/** A number with a decimal point, or with a decimal comma as spreadsheets of many countries write it. */
function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}

function servedOf(text: string | undefined): number | undefined {
  const number = text === undefined ? undefined : numberOf(text.replace(/[\s'\u00a0\u202f](?=\d{3})/g, ''));
  return number !== undefined && number >= 0 && number <= 100_000_000 ? Math.round(number) : undefined;
}

/** `TLP:AMBER+STRICT`, `amber strict`, and TLP 1.0's WHITE. */
function labelOf(text: string): Tlp | undefined {
  const word = wordOf(text).replace(/^tlp-?/, '');
  if (word === 'white') return 'TLP:CLEAR';
  return TLP.find((label) => wordOf(label).replace(/^tlp-/, '') === word);
}

/** Text of several lines. */
function cleanedText(text: string | undefined, most: number, notices: string[]): string | undefined {
  if (text === undefined) return undefined;
  const lines = text
    .slice(0, 2 * most)
    .split(/\r\n|\r|\n/)
    .map((line) => cleaned(line, notices) ?? '');
  const plain = lines.join('\n').trim();
  if (plain.length > most)
    notices.push(`A text has ${text.length} characters; the limit is ${most}: the rest is left out.`);
  return plain.slice(0, most).toWellFormed() || undefined;
}

/** The columns that nothing asks for are kept as facts behind the note. */
function notesOf(said: string | undefined, rest: Fields['rest'], notices: string[]): string | undefined {
  const own = cleanedText(said, LIMITS.text, notices);
  let told = '';
  for (const [column, value] of rest) {
    if (MOMENTARY.has(wordOf(shown(column)))) continue;
    told += `${told === '' ? '' : '; '}${cleaned(column, []) ?? ''}: ${cleaned(value, []) ?? ''}`;
    if (told.length > MOST_NOTE_CHARACTERS) break;
  }
  const facts = told.slice(0, MOST_NOTE_CHARACTERS).toWellFormed();
  if (!own || !facts) return own ?? (facts || undefined);
  return own.length + 1 + facts.length <= LIMITS.text ? `${own}\n${facts}` : own;
}

/** What tells an asset from all others, and finds it again in the next import. */
function sourceOf(id: string | undefined, fileName: string, otherwise: readonly string[]): string {
  const own = id === undefined ? undefined : cleaned(id, []);
  const text = own === undefined ? otherwise.join(' | ') : /\D/.test(own) ? own : `${fileName}-${own}`;
  return text.length <= LIMITS.name ? text : text.slice(0, LIMITS.name - 20) + '~' + hashed(text);
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const hashed = (text: string): string => hash53(text).toString(36);
