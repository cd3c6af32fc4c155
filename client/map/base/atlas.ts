import { feature } from 'topojson-client';
import type { GeometryCollection, Objects, Topology } from 'topojson-specification';
import { boxOf, type Box } from '../geometry/clip.ts';
import { interiorPoint, ringArea } from '../geometry/interiorPoint.ts';
import { xOfLongitude, yOfLatitude } from '../geometry/mercator.ts';
import { simplify } from '../geometry/simplify.ts';

/**
 * The world's countries as arcs in the unit world. Neighbours share their border's arc, so that coast and border can be
 * drawn apart and both simplify without gaps between countries.
 */
export interface Atlas {
  arcs: Arc[];
  countries: Country[];
}

export interface Arc {
  line: Float64Array;
  box: Box;
  /** a border has land of two countries beside it, a coast of one */
  border: boolean;
}

export interface Ring {
  /** a negative number ~i is arc i backwards, as in TopoJSON */
  arcs: number[];
  box: Box;
  /** it passes 180 degrees: its coordinates jump from one edge of the world to the other */
  wraps: boolean;
}

export interface Country {
  name: string;
  rings: Ring[];
  /** where its name goes */
  label: { x: number; y: number };
  /** width of its largest part in the unit world: decides from which zoom the name fits */
  width: number;
}

/** Natural Earth shortens some names for its own maps. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  'Bosnia and Herz.': 'Bosnia and Herzegovina',
  Macedonia: 'North Macedonia',
  'Czech Rep.': 'Czechia',
  'W. Sahara': 'Western Sahara',
  'Dem. Rep. Congo': 'DR Congo',
  'Central African Rep.': 'Central African Republic',
  'Eq. Guinea': 'Equatorial Guinea',
  'S. Sudan': 'South Sudan',
  'N. Cyprus': 'Northern Cyprus',
  'Dominican Rep.': 'Dominican Republic',
  'United States of America': 'United States',
  'Faeroe Is.': 'Faroe Islands',
  'Solomon Is.': 'Solomon Islands',
};

type CountryTopology = Topology<Objects<{ name?: string }>>;

export function buildAtlas(topology: CountryTopology): Atlas {
  const countriesObject = topology.objects.countries as GeometryCollection<{ name?: string }>;
  const uses = new Uint8Array(topology.arcs.length);
  const ringArcs: number[][][] = countriesObject.geometries.map((geometry) => {
    const rings =
      geometry.type === 'Polygon' ? geometry.arcs : geometry.type === 'MultiPolygon' ? geometry.arcs.flat() : [];
    for (const ring of rings)
      for (const arc of ring) uses[arc < 0 ? ~arc : arc] = (uses[arc < 0 ? ~arc : arc] ?? 0) + 1;
    return rings;
  });
  const lines = decodeArcs(topology);
  const arcs = lines.map((line, index): Arc => ({ line, box: boxOf(line), border: (uses[index] ?? 0) > 1 }));
  const countries = countriesObject.geometries.map((geometry, index): Country => {
    const rings = (ringArcs[index] ?? []).map((list) => ringOf(list, arcs));
    const name = (geometry.properties as { name?: string } | undefined)?.name ?? '';
    return { name: FULL_NAMES[name] ?? name, rings, ...placeOfName(rings, arcs) };
  });
  return { arcs, countries };
}

/** `feature` undoes quantisation and delta encoding; a line string for each arc keeps the arcs apart. */
function decodeArcs(topology: CountryTopology): Float64Array[] {
  const arcs = topology.arcs.map((_, index) => [index]);
  const decoded = feature(topology, { type: 'MultiLineString', arcs });
  const lines = decoded.geometry.type === 'MultiLineString' ? decoded.geometry.coordinates : [];
  return lines.map((coordinates) => {
    const line = new Float64Array(coordinates.length * 2);
    coordinates.forEach(([lon, lat], i) => {
      line[2 * i] = xOfLongitude(lon as number);
      line[2 * i + 1] = yOfLatitude(lat as number);
    });
    return line;
  });
}

function ringOf(list: number[], arcs: Arc[]): Ring {
  const ring: Ring = { arcs: list, box: boxOfArcs(list, arcs), wraps: false };
  if (ring.box.maxX - ring.box.minX < 0.5) return ring;
  const traced = traceRing(ring, (arc) => (arcs[arc] as Arc).line);
  let before = traced[traced.length - 2] as number;
  for (let i = 0; i < traced.length && !ring.wraps; i += 2) {
    const x = traced[i] as number;
    ring.wraps = Math.abs(x - before) > 0.5;
    before = x;
  }
  return ring;
}

/**
 * A ring that passes 180 degrees, made continuous: it then reaches over the edge of the world and is drawn a second time
 * one world to the side. One that goes around a pole is closed over that pole.
 */
export function unwrapRing(ring: Float64Array): Float64Array {
  const unwrapped: number[] = [];
  let shift = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const x = ring[i] as number;
    if (i > 0) {
      const step = x - (ring[i - 2] as number);
      if (step > 0.5) shift -= 1;
      else if (step < -0.5) shift += 1;
    }
    unwrapped.push(x + shift, ring[i + 1] as number);
  }
  const first = unwrapped[0] as number;
  const last = unwrapped[unwrapped.length - 2] as number;
  if (Math.abs(last - first) > 0.5) {
    const around = Math.round(last - first);
    const pole = (unwrapped[1] as number) > 0.5 ? 1.01 : -0.01;
    unwrapped.push(first + around, unwrapped[1] as number, first + around, pole, first, pole);
  }
  return Float64Array.from(unwrapped);
}

function boxOfArcs(list: number[], arcs: Arc[]): Box {
  const box: Box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const index of list) {
    const arc = (arcs[index < 0 ? ~index : index] as Arc).box;
    box.minX = Math.min(box.minX, arc.minX);
    box.minY = Math.min(box.minY, arc.minY);
    box.maxX = Math.max(box.maxX, arc.maxX);
    box.maxY = Math.max(box.maxY, arc.maxY);
  }
  return box;
}

/** One ring's coordinates; arcs that follow one another share a point, which is written once. */
export function traceRing(ring: Ring, lineOf: (arc: number) => Float64Array): Float64Array {
  let length = 0;
  for (const index of ring.arcs) length += lineOf(index < 0 ? ~index : index).length - 2;
  const traced = new Float64Array(length);
  let at = 0;
  for (const index of ring.arcs) {
    const line = lineOf(index < 0 ? ~index : index);
    const last = line.length - 2;
    if (index < 0) {
      for (let i = last; i > 0; i -= 2) {
        traced[at++] = line[i] as number;
        traced[at++] = line[i + 1] as number;
      }
    } else {
      traced.set(line.subarray(0, last), at);
      at += last;
    }
  }
  return traced;
}

function placeOfName(rings: Ring[], arcs: Arc[]): Pick<Country, 'label' | 'width'> {
  let largest: Float64Array | undefined;
  let area = -1;
  for (const ring of rings) {
    // An interior point needs no detail: a thousandth of a country's width is plenty.
    const tolerance = (ring.box.maxX - ring.box.minX) / 200;
    const line = traceRing(ring, (arc) => simplify((arcs[arc] as Arc).line, tolerance));
    const traced = ring.wraps ? unwrapRing(line) : line;
    const size = ringArea(traced);
    if (size > area) {
      area = size;
      largest = traced;
    }
  }
  if (!largest || largest.length < 6) return { label: { x: 0, y: 0 }, width: 0 };
  const { x, y } = interiorPoint(largest, 1.8);
  const box = boxOf(largest);
  return { label: { x, y }, width: box.maxX - box.minX };
}

/** The arcs of an atlas at each zoom, simplified to about half a pixel when first needed. */
export class DetailByZoom {
  private readonly atlas: Atlas;
  private readonly levels = new Map<number, (Float64Array | undefined)[]>();
  private readonly finest: number;

  /** From zoom `finest` on the data is drawn as it is. */
  constructor(atlas: Atlas, finest: number) {
    this.atlas = atlas;
    this.finest = finest;
  }

  at(zoom: number): (arc: number) => Float64Array {
    const level = Math.ceil(zoom);
    const arcs = this.atlas.arcs;
    if (level >= this.finest) return (arc) => (arcs[arc] as Arc).line;
    let lines = this.levels.get(level);
    if (!lines) {
      lines = new Array<Float64Array | undefined>(arcs.length);
      this.levels.set(level, lines);
    }
    const known = lines;
    const tolerance = 0.4 / (256 * 2 ** level);
    return (arc) => (known[arc] ??= simplify((arcs[arc] as Arc).line, tolerance));
  }
}
