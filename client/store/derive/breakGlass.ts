import { toMs } from '../../../shared/time.ts';
import type { Faces } from '../contract.ts';
import type { Alert, Person } from './alerts.ts';

/** That somebody opened a RED record of our organisation: its originators hear of it at once, wherever they are. */
export function breakGlassAlertsOf(faces: Faces, me: Person): Alert[] {
  const alerts: Alert[] = [];
  for (const { id, code, what, owners, by, reason, at, realAt } of faces.reading.values()) {
    if (what !== 'break-glass' || !owners.includes(me.organisation) || by.user === me.id) continue;
    alerts.push({
      key: `break-glass:${id}`,
      kind: 'break-glass',
      entity: { kind: 'reading', id },
      code,
      title: reason ?? '',
      severity: 3,
      since: at,
      raisedAt: toMs(realAt),
    });
  }
  return alerts;
}
