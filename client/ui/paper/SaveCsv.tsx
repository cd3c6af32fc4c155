import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Tlp } from '../../../shared/domain/vocabulary.ts';
import { saveAs } from '../saveAs.ts';
import { useOperation, useTocsinApi } from '../tocsin.ts';
import { markedCsv, type CsvTable } from './markedCsv.ts';

interface SaveCsvProps {
  /** Of the file, without what comes after the dot. */
  name: string;
  /** What is saved, for those who do not see where the button stands. */
  of: string;
  /** On the button, where several stand side by side. */
  label?: string;
  tlp: Tlp;
  /** Made when it is asked for. */
  table: () => CsvTable;
}

/** A table as a file, with its marking on each line. */
export function SaveCsv({ name, of, label, tlp, table }: SaveCsvProps) {
  const { t } = useTranslation();
  const tocsin = useTocsinApi();
  const operation = useOperation();
  const exercise = operation?.kind === 'exercise';
  const save = (): void => {
    const text = markedCsv(table(), {
      tlp,
      exercise,
      at: tocsin.operationNow(),
      operation: operation?.name ?? '',
      words: { operation: t('forecast.csv.operation'), at: t('forecast.csv.at') },
    });
    saveAs(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${exercise ? 'EXERCISE-' : ''}${name}.csv`);
  };
  // Whoever speaks to the screen says what they see: the label comes first.
  const shown = label ?? t('forecast.csv.save');
  return (
    <Button
      className="pa-control"
      size="compact-xs"
      variant="default"
      leftSection={<Download size={13} aria-hidden="true" />}
      aria-label={t('forecast.csv.of', { label: shown, name: of })}
      onClick={save}
    >
      {shown}
    </Button>
  );
}
