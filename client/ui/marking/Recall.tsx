import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetFace } from '../../../shared/domain/asset/record.ts';
import type { MarkedFace } from '../../../shared/domain/entity.ts';
import { useFaces } from '../tocsin.ts';
import type { Markable } from './api.ts';
import { recalled } from './inputs.ts';
import { MarkForm } from './MarkForm.tsx';

interface RecallProps {
  kind: Markable;
  face: MarkedFace;
  onClose: () => void;
}

/** Takes a record back from everybody outside. Of an asset with a coarse twin it is asked whether the area stays. */
export function Recall({ kind, face, onClose }: RecallProps) {
  const { t } = useTranslation();
  const users = useFaces('user');
  const twin = (face as Partial<AssetFace>).twin;
  const [area, setArea] = useState<'stays' | 'goes'>('goes');
  const marking = recalled(face, (person) => users.get(person)?.organisation === face.owner);
  return (
    <MarkForm
      label={t('marking.act.recall')}
      entity={{ kind, id: face.id }}
      marking={marking}
      {...(twin && area === 'goes' && { coarse: null })}
      verb={t('marking.recall')}
      danger
      versioned={false}
      onClose={onClose}
    >
      {(preview) => (
        <>
          <p className="t-marking-about">{t('marking.recallAbout')}</p>
          {twin && (
            <Radio.Group
              label={t('marking.areaToo')}
              value={area}
              onChange={(value) => setArea(value === 'stays' ? 'stays' : 'goes')}
            >
              <Radio mt={6} size="xs" value="goes" label={t('marking.areaGoes')} />
              <Radio mt={6} size="xs" value="stays" label={t('marking.areaStays')} />
            </Radio.Group>
          )}
          {preview}
          <p className="t-note-hint">{t('parts.who.cannotUnshow')}</p>
        </>
      )}
    </MarkForm>
  );
}
