import { UP } from '../domain/vocabulary.ts';

export { UP };

/** Whole quotient, rounded down, exact below 2^53: the division of floats alone may round up to the next integer. */
export function quotient(dividend: number, divisor: number): number {
  const guess = Math.floor(dividend / divisor);
  return guess * divisor > dividend ? guess - 1 : guess;
}

/** Whole seconds until `amount` is used up at `rate` a second: the first second at which nothing is left. */
export function secondsFor(amount: number, rate: number): number {
  const full = quotient(amount, rate);
  return full * rate < amount ? full + 1 : full;
}

/** Equation (5): what an asset still does when a need is met at `effective`; strength alpha, criticality beta, ppm. */
export function impact(effective: number, alpha: number, beta: number): number {
  if (alpha === UP) return effective;
  const strength = UP - alpha + quotient(alpha * effective, UP);
  return Math.min(UP, strength, effective + beta);
}
