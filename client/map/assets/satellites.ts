/** A troubled asset inside a cluster: shown as a small badge of its own at the cluster's rim or at its true place. */
export interface Satellite {
  slot: number;
  x: number;
  y: number;
}

/**
 * Moves badges that would hide their cluster's number out to its rim, in the direction they really lie, and spreads
 * those that would hide one another. Places are pixels; the input stays as it is.
 */
export function aroundCluster(
  members: readonly Satellite[],
  cluster: { x: number; y: number; radius: number },
  badgeRadius: number,
): Satellite[] {
  const rim = cluster.radius + badgeRadius - 1;
  const beyond: Satellite[] = [];
  const onRim: { slot: number; angle: number }[] = [];
  for (const member of members) {
    const dx = member.x - cluster.x;
    const dy = member.y - cluster.y;
    if (Math.hypot(dx, dy) >= rim) beyond.push(member);
    else onRim.push({ slot: member.slot, angle: dx === 0 && dy === 0 ? -Math.PI / 2 : Math.atan2(dy, dx) });
  }
  onRim.sort((a, b) => a.angle - b.angle || a.slot - b.slot);
  const gap = Math.min((2 * badgeRadius + 1) / rim, (2 * Math.PI) / Math.max(1, onRim.length));
  let previous = -Infinity;
  for (const member of onRim) {
    member.angle = Math.max(member.angle, previous + gap);
    previous = member.angle;
  }
  // Pushing forward may have overtaken the first badge from behind: turn the whole string back.
  const first = onRim[0];
  if (first && previous + gap > first.angle + 2 * Math.PI) {
    const start = first.angle;
    onRim.forEach((member, i) => (member.angle = start + i * gap));
  }
  return [
    ...beyond,
    ...onRim.map(({ slot, angle }) => ({
      slot,
      x: cluster.x + rim * Math.cos(angle),
      y: cluster.y + rim * Math.sin(angle),
    })),
  ];
}
