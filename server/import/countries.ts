import { createRequire } from 'node:module';
import type { Place } from '../../shared/geo.ts';
import { wordOf } from './vocabulary.ts';

/** ISO 3166-1: alpha-3, alpha-2. The names come from the language tables of the runtime. */
const CODES =
  'AFGAF ALAAX ALBAL DZADZ ASMAS ANDAD AGOAO AIAAI ATAAQ ATGAG ARGAR ARMAM ABWAW AUSAU AUTAT AZEAZ BHSBS BHRBH BGDBD BRBBB ' +
  'BLRBY BELBE BLZBZ BENBJ BMUBM BTNBT BOLBO BESBQ BIHBA BWABW BVTBV BRABR IOTIO BRNBN BGRBG BFABF BDIBI CPVCV KHMKH CMRCM ' +
  'CANCA CYMKY CAFCF TCDTD CHLCL CHNCN CXRCX CCKCC COLCO COMKM COGCG CODCD COKCK CRICR CIVCI HRVHR CUBCU CUWCW CYPCY CZECZ ' +
  'DNKDK DJIDJ DMADM DOMDO ECUEC EGYEG SLVSV GNQGQ ERIER ESTEE SWZSZ ETHET FLKFK FROFO FJIFJ FINFI FRAFR GUFGF PYFPF ATFTF ' +
  'GABGA GMBGM GEOGE DEUDE GHAGH GIBGI GRCGR GRLGL GRDGD GLPGP GUMGU GTMGT GGYGG GINGN GNBGW GUYGY HTIHT HMDHM VATVA HNDHN ' +
  'HKGHK HUNHU ISLIS INDIN IDNID IRNIR IRQIQ IRLIE IMNIM ISRIL ITAIT JAMJM JPNJP JEYJE JORJO KAZKZ KENKE KIRKI PRKKP KORKR ' +
  'KWTKW KGZKG LAOLA LVALV LBNLB LSOLS LBRLR LBYLY LIELI LTULT LUXLU MACMO MDGMG MWIMW MYSMY MDVMV MLIML MLTMT MHLMH MTQMQ ' +
  'MRTMR MUSMU MYTYT MEXMX FSMFM MDAMD MCOMC MNGMN MNEME MSRMS MARMA MOZMZ MMRMM NAMNA NRUNR NPLNP NLDNL NCLNC NZLNZ NICNI ' +
  'NERNE NGANG NIUNU NFKNF MKDMK MNPMP NORNO OMNOM PAKPK PLWPW PSEPS PANPA PNGPG PRYPY PERPE PHLPH PCNPN POLPL PRTPT PRIPR ' +
  'QATQA REURE ROURO RUSRU RWARW BLMBL SHNSH KNAKN LCALC MAFMF SPMPM VCTVC WSMWS SMRSM STPST SAUSA SENSN SRBRS SYCSC SLESL ' +
  'SGPSG SXMSX SVKSK SVNSI SLBSB SOMSO ZAFZA SGSGS SSDSS ESPES LKALK SDNSD SURSR SJMSJ SWESE CHECH SYRSY TWNTW TJKTJ TZATZ ' +
  'THATH TLSTL TGOTG TKLTK TONTO TTOTT TUNTN TURTR TKMTM TCATC TUVTV UGAUG UKRUA AREAE GBRGB USAUS UMIUM URYUY UZBUZ VUTVU ' +
  'VENVE VNMVN VGBVG VIRVI WLFWF ESHEH YEMYE ZMBZM ZWEZW';

/** Names in use that are no name of the language tables: EU spellings, old names, and those of the base map. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  el: 'GR',
  uk: 'GB',
  'great-britain': 'GB',
  england: 'GB',
  'united-states-of-america': 'US',
  usa: 'US',
  'czech-republic': 'CZ',
  macedonia: 'MK',
  'bosnia-and-herz': 'BA',
  turkey: 'TR',
  holland: 'NL',
  kosovo: 'XK',
  xkx: 'XK',
  'republic-of-serbia': 'RS',
  'russian-federation': 'RU',
  vatican: 'VA',
};

/** "Bosnia & Herzegovina" and "Bosnia and Herzegovina" are one name. */
const countryWord = (name: string): string => wordOf(name.replaceAll('&', ' and '));

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl'];
let table: Map<string, string> | undefined;

function countryTable(): Map<string, string> {
  const made = new Map(Object.entries(OTHER_NAMES));
  const codes = CODES.split(' ').map((pair) => ({ three: pair.slice(0, 3), two: pair.slice(3) }));
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region' });
    for (const { two } of codes) {
      const name = countryWord(names.of(two) ?? '');
      if (name && !made.has(name)) made.set(name, two);
    }
  }
  for (const { two, three } of codes) made.set(two.toLowerCase(), two).set(three.toLowerCase(), two);
  return made.set('xk', 'XK');
}

/** The ISO 3166-1 alpha-2 code of a code or a name; undefined when it is none that is known. */
export function countryOf(text: string): string | undefined {
  table ??= countryTable();
  return table.get(countryWord(text));
}

type Box = readonly [west: number, south: number, east: number, north: number];
/** Degrees: the base map is coarse, and what lies off the coast belongs to the country too. */
const MARGIN = 1.5;
let boxes: Map<string, Box[]> | undefined;

/**
 * Whether a place may lie in a country: in the box around one of the pieces of land it is made of. Undefined where the
 * base map does not know the country. Good enough to see exchanged coordinates; no judgement on any border.
 */
export function mayLieIn(country: string, { lat, lon }: Place): boolean | undefined {
  boxes ??= countryBoxes();
  return boxes
    .get(country)
    ?.some(
      ([west, south, east, north]) =>
        lon >= west - MARGIN && lon <= east + MARGIN && lat >= south - MARGIN && lat <= north + MARGIN,
    );
}

interface Atlas {
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly objects: {
    readonly countries: {
      readonly geometries: readonly { type: string; arcs?: unknown; properties?: { name?: string } }[];
    };
  };
}

function countryBoxes(): Map<string, Box[]> {
  const atlas = createRequire(import.meta.url)('world-atlas/countries-50m.json') as Atlas;
  const { scale, translate } = atlas.transform;
  const arcBoxes = atlas.arcs.map((arc): Box => {
    let [x, y] = [0, 0];
    let box: Box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [dx, dy] of arc) {
      x += dx;
      y += dy;
      const [lon, lat] = [x * scale[0] + translate[0], y * scale[1] + translate[1]];
      box = joined(box, [lon, lat, lon, lat]);
    }
    return box;
  });
  const made = new Map<string, Box[]>();
  for (const { type, arcs, properties } of atlas.objects.countries.geometries) {
    const country = countryOf(properties?.name ?? '');
    if (!country) continue;
    const polygons = (type === 'Polygon' ? [arcs] : type === 'MultiPolygon' ? arcs : []) as number[][][];
    // The first ring is the outline. A negative arc is the same arc run backwards.
    const found = polygons.map(([ring = []]) => ring.map((arc) => arcBoxes[arc < 0 ? ~arc : arc]!).reduce(joined));
    made.set(country, [...(made.get(country) ?? []), ...found]);
  }
  return made;
}

const joined = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];
