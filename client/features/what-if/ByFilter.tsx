import { Button, Group } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTwin } from '../../../shared/domain/asset/record.ts';
import { ASSET_STATUSES } from '../../../shared/domain/vocabulary.ts';
import { showsAsset } from '../../store/derive/filter.ts';
import { countriesOf, sectorsOf } from '../../store/derive/picture.ts';
import { FilterMenu } from '../../ui/parts/FilterMenu.tsx';
import { useOrganisationOptions } from '../../ui/parts/useOrganisations.ts';
import { useFaces } from '../../ui/tocsin.ts';
import type { Found } from './area.ts';

const NAMES = ['sector', 'country', 'status', 'org'] as const;
const NONE = { sector: [], country: [], status: [], org: [] } as Record<(typeof NAMES)[number], string[]>;

/** All assets of some sectors, countries, statuses or operators. */
export function ByFilter({ onFound }: { onFound: (found: Found) => void }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const organisations = useOrganisationOptions();
  const [chosen, setChosen] = useState(NONE);
  const options = useMemo(
    () => ({
      sector: sectorsOf(assets.values()).map(({ sector }) => ({ value: sector, label: t(`ui.sector.${sector}`) })),
      country: countriesOf(assets.values()).map((value) => ({ value, label: value })),
      status: ASSET_STATUSES.map((value) => ({ value, label: t(`ui.status.${value}`) })),
      org: organisations,
    }),
    [assets, organisations, t],
  );
  const any = NAMES.some((name) => chosen[name].length > 0);
  const found = useMemo(
    () => (any ? [...assets.values()].filter((asset) => showsAsset(chosen, asset)) : []),
    [any, assets, chosen],
  );
  return (
    <div className="wi-fold" role="group" aria-label={t('what-if.byFilter')}>
      <Group gap={6}>
        {NAMES.map((name) => (
          <FilterMenu
            key={name}
            label={t(`cop.filter.${name}`)}
            options={options[name]}
            value={chosen[name]}
            onChange={(values) => setChosen({ ...chosen, [name]: values })}
          />
        ))}
      </Group>
      <Button
        size="xs"
        variant="light"
        disabled={found.length === 0}
        onClick={() => onFound({ ids: found.map(({ id }) => id), twins: found.filter(isTwin).length })}
      >
        {t('what-if.takeThese', { count: found.length })}
      </Button>
    </div>
  );
}
