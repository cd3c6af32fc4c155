/**
 * A map as it is now, under a new identity: screens notice by the identity that it differs, and 34,000 entries are not
 * copied for it. It does not keep what was: an old view shows the present too.
 */
export class FaceView<V> implements ReadonlyMap<string, V> {
  readonly #map: ReadonlyMap<string, V>;
  constructor(map: ReadonlyMap<string, V>) {
    this.#map = map;
  }
  get size(): number {
    return this.#map.size;
  }
  get(key: string): V | undefined {
    return this.#map.get(key);
  }
  has(key: string): boolean {
    return this.#map.has(key);
  }
  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.#map) callback(value, key, this);
  }
  keys() {
    return this.#map.keys();
  }
  values() {
    return this.#map.values();
  }
  entries() {
    return this.#map.entries();
  }
  [Symbol.iterator]() {
    return this.#map[Symbol.iterator]();
  }
}
