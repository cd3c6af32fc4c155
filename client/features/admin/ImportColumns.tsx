import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SECTORS } from '../../../shared/domain/vocabulary.ts';
import type { Preview } from './importing.ts';

/** What an asset must have, and what it may have, in the order of the form. */
const NEEDED = ['name', 'sector', 'lat', 'lon', 'country'] as const;
const WELCOME = ['kind', 'id', 'operator', 'served', 'notes', 'contacts', 'tlp'] as const;
type Member = (typeof NEEDED)[number] | (typeof WELCOME)[number];
type Chosen = Readonly<Record<string, string>>;

interface ImportColumnsProps {
  columns: NonNullable<Preview['columns']>;
  /** The geometry is the place. */
  geojson: boolean;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

/** Which column is what. Closed while everything that is needed was recognised. */
export function ImportColumns({ columns, geojson, chosen, onChange }: ImportColumnsProps) {
  const { t } = useTranslation();
  const placed = (member: Member): boolean => !(geojson && (member === 'lat' || member === 'lon'));
  // A kind may say the sector.
  const missing = NEEDED.filter(
    (member) =>
      placed(member) && columns.taken[member] === undefined && !(member === 'sector' && columns.taken['kind']),
  );
  const header = [...new Set(columns.header)].filter((name) => name !== '');
  const field = (member: Member) => (
    <Select
      key={member}
      size="xs"
      label={t(`import.member.${member}`)}
      placeholder={t('import.columns.none')}
      data={header}
      value={columns.taken[member] ?? null}
      error={missing.includes(member as (typeof NEEDED)[number]) ? t('import.columns.needed') : undefined}
      onChange={(column) => onChange(withEntry(chosen, member, column))}
      clearable={chosen[member] !== undefined}
      clearButtonProps={{ 'aria-label': t('import.columns.clear', { name: t(`import.member.${member}`) }) }}
      searchable={header.length > 12}
      maxDropdownHeight={260}
    />
  );
  return (
    <details className={`im-columns ${missing.length > 0 ? 'is-missing' : ''}`} open={missing.length > 0 || undefined}>
      <summary>
        {missing.length > 0
          ? t('import.columns.missing', {
              count: missing.length,
              names: missing.map((member) => t(`import.member.${member}`)).join(', '),
            })
          : t('import.columns.title')}
      </summary>
      <p className="ad-soft">{t('import.columns.hint')}</p>
      <div className="im-fields">{[...NEEDED, ...WELCOME].filter(placed).map(field)}</div>
    </details>
  );
}

interface ImportSectorsProps {
  words: Preview['unknownSectors'];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

/** Words for sectors that nobody knows here: said once, and every row with the word is taken. */
export function ImportSectors({ words, chosen, onChange }: ImportSectorsProps) {
  const { t } = useTranslation();
  const said = Object.keys(chosen).map((word) => ({ word, rows: 0 }));
  const all = [...said, ...words.filter(({ word }) => chosen[word] === undefined)];
  if (all.length === 0) return null;
  const data = SECTORS.map((sector) => ({ value: sector, label: t(`ui.sector.${sector}`) }));
  return (
    <fieldset className="im-sectors">
      <legend>{t('import.sectors.title')}</legend>
      <p className="ad-soft">{t('import.sectors.hint')}</p>
      <div className="im-fields">
        {all.map(({ word, rows }) => (
          <Select
            key={word}
            size="xs"
            label={rows > 0 ? t('import.sectors.word', { word, count: rows }) : t('import.sectors.said', { word })}
            placeholder={t('import.sectors.choose')}
            data={data}
            value={chosen[word] ?? null}
            onChange={(sector) => onChange(withEntry(chosen, word, sector))}
            clearable
            clearButtonProps={{ 'aria-label': t('import.columns.clear', { name: word }) }}
            maxDropdownHeight={260}
          />
        ))}
      </div>
    </fieldset>
  );
}

function withEntry(chosen: Chosen, key: string, value: string | null): Chosen {
  const { [key]: _before, ...rest } = chosen;
  return value === null ? rest : { ...rest, [key]: value };
}
