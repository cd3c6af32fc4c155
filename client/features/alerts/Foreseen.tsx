import { useTranslation } from 'react-i18next';
import { countdown } from '../../forecast/When.tsx';
import { bandWords } from '../../forecast/words.ts';
import type { PredictedGroup } from '../../store/derive/alerts.ts';
import { assetName } from '../../ui/assetName.ts';
import { TlpBadge } from '../../ui/TlpBadge.tsx';
import { useOperationNow } from '../../ui/ticking.ts';
import { useTocsin } from '../../ui/tocsin.ts';

/** When, with its band; what causes it; and under which label. */
export function Foreseen({ group }: { group: PredictedGroup }) {
  const { t } = useTranslation();
  const now = useOperationNow(5);
  const [{ prediction, already, confirmed, rootId }] = group.crossings;
  const root = useTocsin((state) => state.faces.asset.get(rootId));
  const due = already ? t('alerts.predicted.already') : countdown(prediction.at, now, t);
  return (
    <>
      <span className="al-band">
        <strong>{due}</strong> {bandWords(prediction, now, t)}
        {prediction.band === 'indicative' && ` · ${t('forecast.estimate')}`}
      </span>
      <span className="al-band">
        <TlpBadge tlp={group.tlp} />
        {root &&
          ` ${t(group.causes > 1 ? 'alerts.predicted.roots' : 'alerts.predicted.root', { name: assetName(root, t), count: group.causes - 1 })}`}
        {confirmed && ` · ${t('alerts.predicted.confirmed')}`}
      </span>
    </>
  );
}
