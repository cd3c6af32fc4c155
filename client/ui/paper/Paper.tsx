import { Button } from '@mantine/core';
import { Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { TlpBadge } from '../TlpBadge.tsx';
import { useMe, useOperation } from '../tocsin.ts';
import './paper.css';

interface PaperProps {
  title: string;
  /** Of when it is, and how far it looks. */
  about: string;
  tlp: Tlp;
  children: ReactNode;
}

/**
 * A screen that is also a sheet: printed, its head and foot stand on every page, for a table repeats them there. On the
 * screen they are not seen, and the table is none.
 */
export function Paper({ title, about, tlp, children }: PaperProps) {
  const { t } = useTranslation();
  const operation = useOperation();
  const me = useMe();
  const marking = (
    <div className="pa-marking">
      <TlpBadge tlp={tlp} />
      {operation?.kind === 'exercise' && <strong>{t('app.exerciseThrice')}</strong>}
      <span>{operation?.name}</span>
    </div>
  );
  return (
    <table className="pa" role="presentation">
      <thead aria-hidden="true">
        <tr>
          <td>
            {marking}
            <div className="pa-title">
              <strong>{title}</strong>
              <span>{about}</span>
              <span>{t('forecast.printedBy', { name: me?.name ?? '' })}</span>
            </div>
          </td>
        </tr>
      </thead>
      <tfoot aria-hidden="true">
        <tr>
          <td>{marking}</td>
        </tr>
      </tfoot>
      <tbody>
        <tr>
          <td>{children}</td>
        </tr>
      </tbody>
    </table>
  );
}

export function PrintButton() {
  const { t } = useTranslation();
  return (
    <Button
      className="pa-control"
      size="xs"
      variant="default"
      leftSection={<Printer size={14} aria-hidden="true" />}
      onClick={() => window.print()}
    >
      {t('forecast.print')}
    </Button>
  );
}
