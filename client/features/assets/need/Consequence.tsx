import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../../shared/cascade/forecast.ts';
import type { AssetFace, Need } from '../../../../shared/domain/asset/record.ts';
import { useWhatIf } from '../../../forecast/whatIf.ts';
import { assetName } from '../../../ui/assetName.ts';
import { useFaces, useTocsinApi } from '../../../ui/tocsin.ts';
import { afterWords, lossesIn } from './consequence.ts';

/** Suppliers that are tried one by one; beyond that, only all of them together. */
const MOST_TRIED = 4;
/** Typing is not asked after letter by letter. In milliseconds. */
const PAUSE_MS = 350;

interface Asked {
  /** Of whom it is supposed that they fail. */
  readonly failing: readonly string[];
  readonly forecast: Forecast;
}

interface ConsequenceProps {
  asset: AssetFace;
  /** As they would be saved. */
  needs: readonly Need[];
  suppliers: readonly string[];
}

/** "If X fails now, this asset fails after 24 h": the engine's answer to the need as it stands in the form, before it is saved. */
export function Consequence({ asset, needs, suppliers }: ConsequenceProps) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const answers = useAnswers(asset.id, needs, suppliers);
  const names = (ids: readonly string[]): string =>
    ids
      .map((id) => {
        const one = assets.get(id);
        return one ? assetName(one, t) : t('parts.notShown');
      })
      .join(', ');
  if (suppliers.length === 0) return null;
  return (
    <section className="need-if" aria-label={t('need.if.title')} aria-busy={answers === undefined}>
      <h4>{t('need.if.title')}</h4>
      {answers === undefined && <p>{t('need.if.busy')}</p>}
      {answers?.length === 0 && <p>{t('need.if.cannot')}</p>}
      <ul>
        {answers?.map(({ failing, forecast }) => {
          const lost = lossesIn(forecast, asset.id);
          const then =
            lost.length === 0
              ? t('need.if.holds')
              : lost.map((one) => afterWords(one, forecast.now, t)).join(t('need.if.and'));
          const who =
            failing.length > 1
              ? t('need.if.allFail', { count: failing.length })
              : t('need.if.oneFails', { name: names(failing) });
          return (
            <li key={failing.join()}>
              {who} <strong>{then}</strong>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Undefined while it is being worked out; empty when it could not be. */
function useAnswers(
  assetId: string,
  needs: readonly Need[],
  suppliers: readonly string[],
): readonly Asked[] | undefined {
  const askWhatIf = useWhatIf();
  const tocsin = useTocsinApi();
  const [answers, setAnswers] = useState<{ readonly to: string; readonly list: readonly Asked[] }>();
  const question = useMemo(() => JSON.stringify({ needs, suppliers }), [needs, suppliers]);
  useEffect(() => {
    const asked = JSON.parse(question) as { needs: readonly Need[]; suppliers: readonly string[] };
    let dropped = false;
    const ask = async (): Promise<void> => {
      const now = tocsin.operationNow();
      const alone = asked.suppliers.length <= MOST_TRIED ? asked.suppliers.map((id) => [id]) : [];
      const failings = asked.suppliers.length === 1 ? alone : [...alone, asked.suppliers];
      const list = await Promise.all(
        failings.map(async (failing) => {
          const steps = failing.map((id) => ({ kind: 'health' as const, at: now, assetId: id, level: 0 }));
          const forecast = await askWhatIf(steps, { now, needs: new Map([[assetId, asked.needs]]) });
          return forecast && { failing, forecast };
        }),
      );
      if (!dropped) setAnswers({ to: question, list: list.filter((one) => one !== undefined) });
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [question, assetId, askWhatIf, tocsin]);
  return answers?.to === question ? answers.list : undefined;
}
