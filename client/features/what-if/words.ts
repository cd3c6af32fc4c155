import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import type { Act, What, When } from '../../forecast/acts.ts';
import { buffersOf } from '../../forecast/acts.ts';
import { percentOf } from '../../forecast/rows.ts';
import { lengthWords } from '../../forecast/words.ts';
import { assetName, type Say } from '../../ui/assetName.ts';
import { zuluDay } from '../../ui/time.ts';

type Assets = ReadonlyMap<string, ShownAsset>;

/** `Now`, `T+2 h 30 min`, `28 Apr 14:05Z`. */
export function whenWords(when: When, say: Say): string {
  if ('at' in when) return zuluDay(Date.parse(when.at));
  return when.after === 0
    ? say('what-if.when.now')
    : say('what-if.when.later', { length: lengthWords(when.after * 1000, say) });
}

/** What happens, without whom: `fails`, `falls to 50 %`. */
export function whatWords(what: What, count: number, say: Say): string {
  if (what.kind === 'degrade') return say('what-if.does.degrade', { count, percent: percentOf(what.level) });
  if (what.kind === 'refuel' && what.seconds !== undefined) {
    return say('what-if.does.refuelHours', { count, length: lengthWords(what.seconds * 1000, say) });
  }
  return say(`what-if.does.${what.kind}`, { count });
}

/** One asset by its name, several by how many they are. */
export function whomWords(assetIds: readonly string[], assets: Assets, say: Say): string {
  const only = assetIds.length === 1 ? assets.get(assetIds[0] ?? '') : undefined;
  return only ? assetName(only, say) : say('what-if.assets', { count: assetIds.length });
}

export const actWords = ({ assetIds, what }: Act, assets: Assets, say: Say): string =>
  `${whomWords(assetIds, assets, say)} ${whatWords(what, assetIds.length, say)}`;

export interface BufferGroup {
  readonly key: string;
  readonly label: string;
  readonly needIds: readonly string[];
}

/** The buffers of these assets by what they stand in for: the sectors of the suppliers. */
export function bufferGroups(assetIds: readonly string[], assets: Assets, say: Say): BufferGroup[] {
  const groups = new Map<string, string[]>();
  for (const id of assetIds) {
    const face = assets.get(id);
    if (!face) continue;
    const withBuffer = new Set(buffersOf(face).map(({ needId }) => needId));
    for (const need of face.needs ?? []) {
      if (!withBuffer.has(need.needId)) continue;
      const sectors = [...new Set(need.suppliers.flatMap(({ assetId }) => assets.get(assetId)?.sector ?? []))].sort();
      const label =
        sectors.length > 0
          ? sectors.map((sector) => say(`ui.sector.${sector}`)).join(', ')
          : say(`assets.needType.${need.type}`);
      groups.set(label, [...(groups.get(label) ?? []), need.needId]);
    }
  }
  return [...groups]
    .map(([label, needIds]) => ({ key: label, label, needIds }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}
