import { Button, NumberInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SECTORS } from '../../../shared/domain/vocabulary.ts';
import { choice, HEAVIEST, weighWith } from '../../ranking/choice.ts';
import { useRankingChoice } from '../../ranking/useRanking.ts';
import type { RankRow } from './rows.ts';

/** What a person-hour of each service counts: declared here, kept on this device, and said wherever C1 stands. */
export function WeightsForm({ rows }: { rows: readonly RankRow[] }) {
  const { t } = useTranslation();
  const { weights } = useRankingChoice();
  const services = useMemo(() => {
    const found = new Set(rows.flatMap(({ losses }) => losses.map(({ service }) => service)));
    return SECTORS.filter((sector) => found.has(sector));
  }, [rows]);
  const changed = Object.keys(weights).length;
  if (services.length === 0) return null;
  return (
    <details className="nx-part rk-means">
      <summary>
        {t('ranking.weights')}{' '}
        <span className="nx-hint">
          {changed === 0
            ? t('ranking.weightsEqual')
            : Object.entries(weights)
                .map(([service, weight]) => `${t(`ui.sector.${service}`)} × ${weight}`)
                .join(' · ')}
        </span>
      </summary>
      <p className="nx-hint">{t('ranking.weightsHint')}</p>
      <div className="rk-weights">
        {services.map((service) => (
          <NumberInput
            key={service}
            size="xs"
            label={t(`ui.sector.${service}`)}
            min={0}
            max={HEAVIEST}
            step={0.5}
            decimalScale={2}
            value={weights[service] ?? 1}
            onChange={(value) => {
              if (typeof value === 'number') choice.setState({ weights: weighWith(weights, service, value) });
            }}
          />
        ))}
        {changed > 0 && (
          <Button size="xs" variant="default" onClick={() => choice.setState({ weights: {} })}>
            {t('ranking.weightsReset')}
          </Button>
        )}
      </div>
    </details>
  );
}
