import { Button, Group, TextInput } from '@mantine/core';
import { Crosshair, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../shared/geo.ts';
import { useMapBridge } from './mapBridge.tsx';
import { parsePlace, placeText } from './place.ts';

interface PlaceFieldProps {
  value: Place | undefined;
  onChange: (place: Place | undefined) => void;
  /** Where the place came from when it was not typed: an asset's name. */
  from?: string | undefined;
}

/** A place picked on the map or typed as coordinates. */
export function PlaceField({ value, onChange, from }: PlaceFieldProps) {
  const { t } = useTranslation();
  const map = useMapBridge();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [picking, setPicking] = useState(false);
  const wrong = typed !== undefined && typed.trim() !== '' && parsePlace(typed) === undefined;
  const pick = async () => {
    setPicking(true);
    const place = await map.pickPlace();
    setPicking(false);
    if (!place) return;
    setTyped(undefined);
    onChange(place);
  };
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label={t('parts.place.label')}
        description={from ? t('parts.place.from', { name: from }) : undefined}
        placeholder={t('parts.place.placeholder')}
        value={typed ?? (value ? placeText(value) : '')}
        error={wrong ? t('parts.place.wrong') : undefined}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          if (text.trim() === '') onChange(undefined);
          const place = parsePlace(text);
          if (place) onChange(place);
        }}
        onBlur={() => !wrong && setTyped(undefined)}
      />
      {value && (
        <Button
          variant="subtle"
          aria-label={t('parts.place.clear')}
          px="xs"
          onClick={() => {
            setTyped(undefined);
            onChange(undefined);
          }}
        >
          <X size={16} aria-hidden="true" />
        </Button>
      )}
      <Button
        variant="default"
        loading={picking}
        leftSection={<Crosshair size={16} aria-hidden="true" />}
        onClick={() => void pick()}
      >
        {t('parts.place.pick')}
      </Button>
    </Group>
  );
}
