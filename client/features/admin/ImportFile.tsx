import { FileSpreadsheet, FileUp } from 'lucide-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '../../../shared/limits.ts';
import { unfit } from './importing.ts';

export const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024)).toLocaleString()} KiB`
    : `${(bytes / 1024 / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 })} MiB`;

interface ImportFileProps {
  file: File | undefined;
  onChoose: (file: File) => void;
}

/** A place to drop a file on. It is one file field: a click, Enter and Space on it open the chooser. */
export function ImportFile({ file, onChoose }: ImportFileProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [why, setWhy] = useState<string | undefined>(undefined);
  const limit = sizeText(LIMITS.importBytes);
  const take = (files: FileList | null): void => {
    const [one] = files ?? [];
    if (!one) return;
    const problem = files!.length > 1 ? 'several' : unfit(one);
    setWhy(problem && t(`import.unfit.${problem}`, { name: one.name, size: sizeText(one.size), limit }));
    if (!problem) onChoose(one);
  };
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <div>
      <label
        className={`im-drop ${over ? 'is-over' : ''} ${file ? 'has-file' : ''}`}
        onDragEnter={drag(true)}
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={(event) => {
          drag(false)(event);
          take(event.dataTransfer.files);
        }}
      >
        {file ? <FileSpreadsheet size={26} aria-hidden="true" /> : <FileUp size={34} aria-hidden="true" />}
        <span className="im-drop-text">
          <strong>{file ? file.name : t('import.drop')}</strong>
          <span id="im-limit">{file ? sizeText(file.size) : t('import.limit', { limit })}</span>
        </span>
        <span className="im-choose" aria-hidden="true">
          {t(file ? 'import.chooseOther' : 'import.choose')}
        </span>
        <input
          type="file"
          className="im-input"
          accept=".csv,.tsv,.txt,.geojson,.json,text/csv,application/geo+json"
          aria-label={t(file ? 'import.chooseOther' : 'import.chooseLabel')}
          aria-describedby={why ? 'im-why im-limit' : 'im-limit'}
          onKeyDown={(event) => {
            // Space opens a file field everywhere, Enter in some browsers only.
            if (event.key !== 'Enter') return;
            event.preventDefault();
            event.currentTarget.click();
          }}
          onChange={(event) => {
            take(event.currentTarget.files);
            // The same file once more is a choice, too.
            event.currentTarget.value = '';
          }}
        />
      </label>
      {why && (
        <p className="ad-warn" id="im-why" role="alert">
          {why}
        </p>
      )}
      {!file && (
        <dl className="im-about">
          {(['needed', 'welcome', 'never'] as const).map((what) => (
            <div key={what}>
              <dt>{t(`import.about.${what}`)}</dt>
              <dd>{t(`import.about.${what}Hint`)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
