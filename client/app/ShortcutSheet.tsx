import { Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PaletteCommand } from '../features/search/SearchPalette.tsx';
import { device, useDevice } from '../ui/device.ts';
import { KeyHint } from '../ui/KeyHint.tsx';

interface ShortcutSheetProps {
  opened: boolean;
  onClose: () => void;
  commands: readonly PaletteCommand[];
}

const ALWAYS = ['Ctrl K', 'Esc', '[ ]', '/'] as const;
const NAMES: Record<(typeof ALWAYS)[number], string> = {
  'Ctrl K': 'search',
  Esc: 'back',
  '[ ]': 'neighbour',
  '/': 'filter',
};

export function ShortcutSheet({ opened, onClose, commands }: ShortcutSheetProps) {
  const { t } = useTranslation();
  const singles = useDevice((state) => state.shortcuts);
  return (
    <Modal opened={opened} onClose={onClose} title={t('app.shortcuts.title')} size="lg">
      <div className="keys-sheet">
        {ALWAYS.map((keys) => (
          <p key={keys}>
            <KeyHint keys={keys} />
            <span>{t(`app.shortcuts.${NAMES[keys]}`)}</span>
          </p>
        ))}
        {commands
          .filter(({ keys }) => keys !== undefined)
          .map(({ id, label, keys }) => (
            <p key={id}>
              <KeyHint keys={keys ?? ''} />
              <span>{label}</span>
            </p>
          ))}
      </div>
      <Switch
        mt="md"
        label={t('app.shortcuts.singles')}
        description={t('app.shortcuts.singlesHint')}
        checked={singles}
        onChange={(event) => device.setState({ shortcuts: event.currentTarget.checked })}
      />
    </Modal>
  );
}
