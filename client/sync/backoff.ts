/** The first wait is spread over this many milliseconds, so that thousands cut at once do not return as one. */
const FIRST_MS = 1500;
const LONGEST_MS = 15_000;

/** How long to wait before attempt number `attempt` (0: the first after a cut), in milliseconds; `fraction` in [0, 1). */
export function waitBefore(attempt: number, fraction: number): number {
  if (attempt === 0) return Math.round(FIRST_MS * fraction);
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * fraction);
}
