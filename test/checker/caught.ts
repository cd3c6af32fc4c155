import type { Furnished } from './furnish.ts';
import type { Shape } from './plan.ts';
import { Bed, type Planted } from './planted.ts';
import { trial } from './trial.ts';

/** What one history does not come upon another does: so many are tried. */
const SEEDS = 4;

/** Which law a planted fault breaks, in words; undefined: it went through. */
export async function caught(furnished: Furnished, shape: Shape, fault: Planted): Promise<string | undefined> {
  const bed = new Bed(fault);
  try {
    for (let seed = shape.seed; seed < shape.seed + SEEDS; seed++) {
      const { verdict } = await trial(furnished, { ...shape, seed }, bed.path);
      const law = verdict.laws.find(({ broken }) => broken);
      if (law) return `seed ${seed}, "${law.id}": ${law.broken!.words.slice(0, 200)}`;
    }
    return undefined;
  } finally {
    bed.clear();
  }
}
