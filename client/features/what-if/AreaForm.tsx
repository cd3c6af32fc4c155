import { Button, Group, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../shared/geo.ts';
import { middleOf } from '../../store/derive/shownAsset.ts';
import { parsePlace, placeText } from '../../ui/parts/place.ts';
import { RecordPicker } from '../../ui/parts/RecordPicker.tsx';
import { useFaces } from '../../ui/tocsin.ts';
import { around, assetsWithin, inRing, parseRing, type Found } from './area.ts';

/** The same areas as can be drawn, by typing: a circle round a place or an asset, or corner by corner. */
export function AreaForm({ onFound }: { onFound: (found: Found) => void }) {
  const { t } = useTranslation();
  const assets = useFaces('asset');
  const [shape, setShape] = useState<'circle' | 'corners'>('circle');
  const [typed, setTyped] = useState('');
  const [kilometres, setKilometres] = useState<number | string>(25);
  const [corners, setCorners] = useState('');
  const middle: Place | undefined = parsePlace(typed);
  const radius = Number(kilometres);
  const ring = parseRing(corners);
  const ready = shape === 'circle' ? middle !== undefined && radius > 0 : ring !== undefined;
  const near = (ids: readonly string[]): void => {
    const face = assets.get(ids[0] ?? '');
    const place = face && ('cell' in face ? middleOf(face.cell) : face.location);
    if (place) setTyped(placeText(place));
  };
  const find = (): void => {
    if (shape === 'circle' && middle) onFound(assetsWithin(assets.values(), around(middle, radius * 1000)));
    if (shape === 'corners' && ring) onFound(assetsWithin(assets.values(), inRing(ring)));
  };
  return (
    <form
      className="wi-fold"
      aria-label={t('what-if.typeArea')}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) find();
      }}
    >
      <SegmentedControl
        size="xs"
        fullWidth
        transitionDuration={0}
        aria-label={t('what-if.shape')}
        value={shape}
        onChange={(value) => setShape(value as typeof shape)}
        data={[
          { value: 'circle', label: t('what-if.circle') },
          { value: 'corners', label: t('what-if.corners') },
        ]}
      />
      {shape === 'circle' ? (
        <>
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              size="xs"
              label={t('what-if.middle')}
              placeholder={t('parts.place.placeholder')}
              value={typed}
              error={typed.trim() !== '' && !middle ? t('parts.place.wrong') : undefined}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <NumberInput
              w={110}
              size="xs"
              label={t('what-if.radius')}
              min={0.1}
              max={2000}
              value={kilometres}
              onChange={setKilometres}
            />
          </Group>
          <RecordPicker kind="asset" label={t('what-if.aroundAsset')} single value={[]} onChange={near} />
        </>
      ) : (
        <Textarea
          size="xs"
          label={t('what-if.cornersLabel')}
          description={t('what-if.cornersHint')}
          autosize
          minRows={4}
          maxRows={10}
          value={corners}
          error={corners.trim() !== '' && !ring ? t('what-if.cornersWrong') : undefined}
          onChange={(event) => setCorners(event.currentTarget.value)}
        />
      )}
      <Button type="submit" size="xs" variant="light" disabled={!ready}>
        {t('what-if.take')}
      </Button>
    </form>
  );
}
