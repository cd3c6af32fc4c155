import { Button } from '@mantine/core';
import { Hourglass, ShieldCheck } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Predicted } from '../../../shared/cascade/forecast.ts';
import { inFull } from '../../../shared/domain/asset/record.ts';
import { lossOf, percentOf } from '../../forecast/rows.ts';
import { useForecast } from '../../forecast/useForecast.ts';
import { countdown, When } from '../../forecast/When.tsx';
import { Why } from '../../forecast/Why.tsx';
import { becauseWords } from '../../forecast/words.ts';
import type { ShownAsset } from '../../store/derive/shownAsset.ts';
import { useGo } from '../../ui/entities.ts';
import { usePreview } from '../../ui/preview.ts';
import { useOperationNow } from '../../ui/ticking.ts';
import { useFaces, useMe } from '../../ui/tocsin.ts';
import { standingAnswers } from './answers.ts';
import { Answered, Answers, TakeBack } from './Answers.tsx';

/** What the cascade says of this asset, and one click for its owner to answer. Nothing where neither says anything. */
export function Prediction({ asset }: { asset: ShownAsset }) {
  const { t } = useTranslation();
  const { forecast } = useForecast();
  const go = useGo();
  const assets = useFaces('asset');
  const now = useOperationNow(60);
  const me = useMe();
  const preview = usePreview();
  const loss = useMemo(() => lossOf(forecast, asset.id), [forecast, asset.id]);
  const full = inFull(asset);
  const answers = full ? standingAnswers(full, assets, now, loss !== undefined) : [];
  const owned =
    full !== undefined && full.owner === me?.organisation && preview === undefined && me.guest === undefined;
  if (!loss && answers.length === 0) return null;
  return (
    <section
      className={`ast-predicted ${loss ? '' : 'is-refuted'}`}
      aria-label={t(loss ? 'ui.basis.predicted' : 'assets.answer.title')}
    >
      {loss && (
        <>
          <Lead {...loss} owned={owned} />
          <When one={loss.one} />
          <Why one={loss.one} said={owned} />
        </>
      )}
      {answers.map((answer) => (
        <div key={answer.kind} className="ast-answer-line">
          {!loss && <ShieldCheck size={15} aria-hidden="true" />}
          <Answered answer={answer} />
        </div>
      ))}
      {full && owned && loss && (
        <Answers
          asset={full}
          one={loss.one}
          already={loss.already}
          expected={answers.some(({ kind }) => kind === 'confirmed')}
        />
      )}
      <div className="t-parts-row">
        {full && owned && answers.some(({ kind }) => kind === 'refuted') && <TakeBack asset={full} />}
        {owned && loss && !loss.already && (
          <Button size="compact-sm" variant="default" onClick={() => go.entity('asset', asset.code, 'needs')}>
            {t('forecast.asset.buffers')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={() => go.base('next')}>
          {t('forecast.asset.all')}
        </Button>
      </div>
    </section>
  );
}

/** To its owner as a sentence that says all: what, when and why. */
function Lead({ one, already, owned }: { one: Predicted; already: boolean; owned: boolean }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const now = useOperationNow(5);
  const percent = percentOf(one.to);
  const others = one.to === 0 ? t('forecast.asset.fails') : t('forecast.asset.worse', { percent });
  const when = countdown(one.at, now, t);
  // It stands in the middle of a sentence.
  const why = becauseWords(one, assets, t).replace(/^\p{Lu}/u, (letter) => letter.toLowerCase());
  const yours =
    one.to === 0 ? t('assets.answer.yoursFails', { when, why }) : t('assets.answer.yoursFalls', { when, why, percent });
  const words = already
    ? owned
      ? t('assets.answer.yoursAlready', { why })
      : t('forecast.asset.already')
    : owned
      ? yours
      : others;
  return (
    <p className="ast-predicted-lead">
      <Hourglass size={15} aria-hidden="true" /> <strong>{words}</strong>
    </p>
  );
}
