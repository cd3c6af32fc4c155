import type { Handler } from './context.ts';
import { problem } from './problem.ts';

/**
 * So many answers of one kind are on their way to one person at once, on this node: each holds memory until it is read to
 * its end, and who reads nothing is only cut off after a while. Whoever asks for more is told to come again (P-R1).
 */
export function fewAtOnce(most: number, handle: Handler): Handler {
  const underWay = new Map<string, number>();
  return async (request, response, caller) => {
    const { userId } = caller.session;
    const others = underWay.get(userId) ?? 0;
    if (others >= most) {
      response.set('Retry-After', '1');
      return problem(response, 'rate-limited');
    }
    underWay.set(userId, others + 1);
    try {
      await handle(request, response, caller);
    } finally {
      const left = underWay.get(userId)! - 1;
      if (left > 0) underWay.set(userId, left);
      else underWay.delete(userId);
    }
  };
}

/** Answers that hold a whole picture: a person has a few screens, and each asks for one. */
export const PICTURES_AT_ONCE = 4;
/** Others that may be long: several screens, each of which asks for a screenful. */
export const ANSWERS_AT_ONCE = 32;
