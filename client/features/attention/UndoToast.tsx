import { Button } from '@mantine/core';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { useTick } from '../../ui/ticking.ts';
import { useTocsin, useTocsinApi } from '../../ui/tocsin.ts';
import './attention.css';

/** Eight seconds to take back what was just done; it is taken back by a compensating command, seen by all. */
export function UndoToast() {
  const tocsin = useTocsinApi();
  const { t, i18n } = useTranslation();
  const last = useTocsin((state) => state.undoable.at(-1));
  const now = useTick(1) * 1000;
  if (!last || last.until <= now) return null;
  const key = `attention.did.${last.type}`;
  return (
    <div className="at-undo" role="status">
      <span>{t('attention.done', { what: i18n.exists(key) ? t(key) : last.type })}</span>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<Undo2 size={14} />}
        onClick={() => void tocsin.undo(last.commandId)}
      >
        {t('attention.undo')}
        <KeyHint keys="Ctrl Z" />
      </Button>
      <i key={last.commandId} aria-hidden="true" />
    </div>
  );
}
