import type { Place } from '../../../shared/geo.ts';
import { distanceMetres } from '../../../shared/geo.ts';
import { askWhere, useWhere } from '../device.ts';
import { bearingOf } from '../nearby.ts';
import { Distance } from '../parts.tsx';
import { TargetIcon } from '../shell/icons.tsx';
import { t } from '../text.ts';

/** How far and which way from here; and the place as figures, which any navigation program reads. */
export function Where({ place }: { place: Place | undefined }) {
  const position = useWhere((state) => state.position);
  const state = useWhere((one) => one.state);
  if (!place) return null;
  return (
    <p className="p-facts">
      {position ? (
        <span className="p-strong">
          <Distance metres={distanceMetres(position, place)} /> {t(`phone.point.${bearingOf(position, place)}`)}
        </span>
      ) : (
        <button type="button" className="p-button is-small" onClick={() => askWhere()}>
          <TargetIcon size={18} />
          {t(`phone.where.${state}`)}
        </button>
      )}
      <span className="p-code">{`${place.lat.toFixed(4)}, ${place.lon.toFixed(4)}`}</span>
      {/* The phone's own choice of map; nothing leaves without the tap. */}
      <a className="p-button is-small" href={`geo:${place.lat.toFixed(6)},${place.lon.toFixed(6)}`}>
        {t('phone.route')}
      </a>
    </p>
  );
}
