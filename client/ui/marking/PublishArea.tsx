import { Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import { cellAt } from '../../../shared/domain/asset/twin.ts';
import type { CoarseInput } from '../../../shared/domain/fields.ts';
import { CELL_SIZES } from '../../../shared/domain/vocabulary.ts';
import { areaWords } from '../assetName.ts';
import { asInput, coarseOf, widerThan } from './inputs.ts';
import { MarkForm } from './MarkForm.tsx';
import { Named } from './Named.tsx';

interface AreaProps {
  asset: AssetFace;
  onClose: () => void;
}
type CellSize = (typeof CELL_SIZES)[number];

/** Publishes an area in place of the asset for those who may not see it: what, roughly where, roughly how it stands. */
export function PublishArea({ asset, onClose }: AreaProps) {
  const { t } = useTranslation();
  const wider = widerThan(asset.tlp);
  const [coarse, setCoarse] = useState<CoarseInput>(
    () => coarseOf(asset) ?? { marking: { tlp: wider.at(-1) ?? 'TLP:GREEN' }, cell: 0.5 },
  );
  const region = coarse.region?.trim() ?? '';
  const { region: _typed, ...rest } = coarse;
  const published: CoarseInput = { ...rest, ...(region !== '' && { region }) };
  const sizes = CELL_SIZES.map((size) => ({
    value: String(size),
    label: areaWords(asset.location ? cellAt(asset.location, size) : { lat: 0, lon: 0, size }, t),
  }));
  return (
    <MarkForm
      label={t('marking.act.publish')}
      entity={{ kind: 'asset', id: asset.id }}
      marking={asInput(asset)}
      coarse={published}
      verb={t('marking.publish')}
      onClose={onClose}
    >
      {(preview) => (
        <>
          <p className="t-marking-about">{t('marking.publishAbout')}</p>
          <Select
            size="xs"
            label={t('marking.cell')}
            data={sizes}
            allowDeselect={false}
            value={String(coarse.cell ?? 0.5)}
            onChange={(value) => setCoarse({ ...coarse, cell: Number(value) as CellSize })}
          />
          <TextInput
            size="xs"
            label={t('marking.region')}
            description={t('marking.regionHint')}
            maxLength={80}
            value={coarse.region ?? ''}
            onChange={(event) => setCoarse({ ...coarse, region: event.currentTarget.value })}
          />
          <Checkbox
            size="xs"
            label={t('marking.withNeeds')}
            checked={coarse.needs ?? false}
            onChange={(event) => setCoarse({ ...coarse, needs: event.currentTarget.checked })}
          />
          <fieldset className="t-marking">
            <legend>{t('marking.whoSeesArea')}</legend>
            <Named
              label={t('marking.whoSeesArea')}
              value={coarse.marking}
              labels={[...wider, ...(asset.tlp.startsWith('TLP:AMBER') ? [asset.tlp] : [])]}
              onChange={(marking) => setCoarse({ ...coarse, marking })}
            />
            {preview}
          </fieldset>
        </>
      )}
    </MarkForm>
  );
}

export function WithdrawArea({ asset, onClose }: AreaProps) {
  const { t } = useTranslation();
  return (
    <MarkForm
      label={t('marking.act.withdraw')}
      entity={{ kind: 'asset', id: asset.id }}
      marking={asInput(asset)}
      coarse={null}
      verb={t('marking.withdraw')}
      danger
      onClose={onClose}
    >
      {(preview) => (
        <>
          <p className="t-marking-about">{t('marking.withdrawAbout')}</p>
          {preview}
          <p className="t-note-hint">{t('parts.who.cannotUnshow')}</p>
        </>
      )}
    </MarkForm>
  );
}
