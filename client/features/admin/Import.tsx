import { Alert, Button } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkingInput } from '../../../shared/domain/fields.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { MarkingField } from '../../ui/MarkingField.tsx';
import { useClock, useMyRoles, useOperation } from '../../ui/tocsin.ts';
import { ImportColumns, ImportSectors } from './ImportColumns.tsx';
import { ImportFile } from './ImportFile.tsx';
import { ImportPreview } from './ImportPreview.tsx';
import { ImportEnd, ImportRunning } from './ImportRun.tsx';
import { formatOf, type Preview, type Wanted } from './importing.ts';
import { Section } from '../../ui/directory/parts.tsx';
import { useImport } from './useImport.ts';
import './import.css';

const NOTHING: Readonly<Record<string, string>> = {};

/** Assets out of a file: who would see them is said first, and nothing is stored before somebody has read it. */
export function Import() {
  const { t } = useTranslation();
  const operation = useOperation();
  const roles = useMyRoles();
  const clock = useClock();
  if (!operation) return <EmptyState title={t('import.noOperation')} hint={t('import.noOperationHint')} />;
  if (!roles.includes('admin')) return <EmptyState title={t('import.notMine')} hint={t('import.notMineHint')} />;
  if (clock?.phase === 'ended') return <EmptyState title={t('import.ended')} hint={t('import.endedHint')} />;
  return (
    <Section title={t('admin.tab.import')} hint={t('import.hint', { name: operation.name })}>
      <Importer key={operation.id} operation={operation.id} />
    </Section>
  );
}

function Importer({ operation }: { operation: string }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | undefined>(undefined);
  const [marking, setMarking] = useState<MarkingInput | undefined>(undefined);
  const [columns, setColumns] = useState(NOTHING);
  const [sectors, setSectors] = useState(NOTHING);
  const wanted = useMemo<Wanted | undefined>(
    () => file && { file, marking, columns, sectors },
    [file, marking, columns, sectors],
  );
  const { state, run, stop } = useImport(operation, wanted);
  const choose = (chosen: File | undefined): void => {
    setFile(chosen);
    setColumns(NOTHING);
    setSectors(NOTHING);
  };
  if (file && state.at === 'running') return <ImportRunning state={state} file={file} onStop={stop} />;
  if (file && state.at === 'ended') {
    // The same file as another one: it is previewed anew.
    const repeat = () => setFile(new File([file], file.name));
    return <ImportEnd state={state} file={file} onAgain={repeat} onOther={() => choose(undefined)} />;
  }
  const preview = state.at === 'preview' ? state.preview : state.at === 'reading' ? state.before : undefined;
  return (
    <div className={`im ${file ? 'has-file' : ''}`}>
      <div className="im-settings">
        <ImportFile file={file} onChoose={choose} />
        {file && <MarkingField value={marking} onChange={setMarking} about={{ kind: 'asset' }} />}
        {preview?.columns && (
          <ImportColumns
            columns={preview.columns}
            geojson={formatOf(file?.name ?? '') === 'geojson'}
            chosen={columns}
            onChange={setColumns}
          />
        )}
        {preview && <ImportSectors words={preview.unknownSectors} chosen={sectors} onChange={setSectors} />}
      </div>
      {file && (
        <div className="im-result" aria-busy={state.at === 'reading'}>
          {state.at === 'reading' && !preview && <Reading sent={state.sent} />}
          {state.at === 'refused' && (
            <Alert color="red" variant="light" role="alert" title={t('import.cannot')}>
              {state.code === 'unreachable' ? t('import.unreachable') : state.message}
            </Alert>
          )}
          {preview && <ImportPreview preview={preview} old={state.at === 'reading'} fileName={file.name} />}
          {preview && <Go preview={preview} ready={state.at === 'preview'} onRun={() => void run()} />}
        </div>
      )}
    </div>
  );
}

function Reading({ sent }: { sent: number }) {
  const { t } = useTranslation();
  return (
    <div className="im-reading" role="status">
      <p>{t('import.reading')}</p>
      <progress value={sent} max={1} aria-label={t('import.reading')} />
    </div>
  );
}

/** The button says what it does, in numbers. */
function Go({ preview, ready, onRun }: { preview: Preview; ready: boolean; onRun: () => void }) {
  const { t } = useTranslation();
  const { made, updated } = preview.count;
  if (made + updated === 0) return null;
  const label =
    updated === 0
      ? t('import.go', { count: made })
      : made === 0
        ? t('import.goCorrect', { count: updated })
        : t('import.goBoth', { made, updated });
  return (
    <div className="ad-bar im-bar">
      <p className="ad-bar-list">{t(made > 0 ? 'import.goHint' : 'import.goCorrectHint')}</p>
      <Button size="md" leftSection={<FileUp size={17} />} disabled={!ready} onClick={onRun}>
        {label}
      </Button>
    </div>
  );
}
