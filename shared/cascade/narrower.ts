import type { AnyFace } from './faces.ts';

/** What a forecast reads of a need, and what may be kept from some of those who see the asset. */
const OF_A_NEED = ['buffer', 'recharge', 'stock'] as const;

/** Whether a face tells less than it did of what forecasts rest on: then whatever was worked out from it has to go. */
export function tellsLess(before: AnyFace, after: AnyFace | undefined): boolean {
  if (!after) return true;
  for (const name of ['served', 'buffers', 'needs', 'level'] as const)
    if (name in before && !(name in after)) return true;
  const stated = 'buffers' in after ? (after.buffers ?? {}) : {};
  if ('buffers' in before && Object.keys(before.buffers ?? {}).some((needId) => !(needId in stated))) return true;
  return (before.needs ?? []).some((need) => {
    const now = after.needs?.find(({ needId }) => needId === need.needId);
    if (!now) return true;
    const suppliers = new Set(now.suppliers.map(({ assetId }) => assetId));
    return (
      need.suppliers.some(({ assetId }) => !suppliers.has(assetId)) ||
      OF_A_NEED.some((name) => name in need && !(name in now))
    );
  });
}
