/** That somebody was a guest here, and whose: what the page says once the visit is over. Nothing of what they saw. */
export interface Visit {
  readonly until: string;
  /** The organisation of the sponsor, by name, as soon as it was shown. */
  readonly host?: string;
}
const NAME = 'tocsin.visit';

export function rememberedVisit(): Visit | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null');
    return typeof value === 'object' && value !== null && 'until' in value ? (value as Visit) : undefined;
  } catch {
    return undefined;
  }
}

export function rememberVisit(visit: Visit | undefined): void {
  try {
    if (visit) localStorage.setItem(NAME, JSON.stringify(visit));
    else localStorage.removeItem(NAME);
  } catch {
    // A private window: the page then says what it says to everybody.
  }
}
