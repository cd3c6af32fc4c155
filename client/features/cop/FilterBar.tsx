import { ActionIcon, Button, Checkbox, Popover, Switch, TextInput } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { ChevronDown, Link2, ListFilter, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifications } from '@mantine/notifications';
import { ASSET_STATUSES, SEVERITIES } from '../../../shared/domain/vocabulary.ts';
import { plain } from '../../store/derive/search.ts';
import { countriesIn, sectorsIn, tallied } from '../../store/derive/picture.ts';
import { useGo } from '../../ui/entities.ts';
import { useFaces } from '../../ui/tocsin.ts';
import { useWorkedOut } from '../../ui/workedOut.ts';
import './cop.css';

export interface Chosen {
  readonly sector?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly country?: readonly string[] | undefined;
  readonly org?: readonly string[] | undefined;
  readonly sev?: readonly string[] | undefined;
}

interface FilterBarProps {
  chosen: Chosen;
  inView: boolean;
}

/** Pixels below which the five filters are gathered behind one button: a drawer or a list leaves no more. */
const NARROW = 680;

/** What map and lists show. It is all in the address: Back undoes it, a copied link shows a colleague the same. */
export function FilterBar({ chosen, inView }: FilterBarProps) {
  const { t } = useTranslation();
  const go = useGo();
  const { ref, width } = useElementSize<HTMLDivElement>();
  // Before the first measure it is taken for wide: most are.
  const narrow = width > 0 && width < NARROW;
  const assets = useFaces('asset');
  const organisations = useFaces('organisation');
  const tally = useWorkedOut(assets, assets.size, tallied);
  const options = useMemo(
    () => ({
      sector: (tally ? sectorsIn(tally) : []).map(({ sector }) => ({ value: sector, label: t(`ui.sector.${sector}`) })),
      status: ASSET_STATUSES.map((value) => ({ value, label: t(`ui.status.${value}`) })),
      country: (tally ? countriesIn(tally) : []).map((value) => ({ value, label: value })),
      org: [...organisations.values()]
        .map(({ id, shortName }) => ({ value: id, label: shortName }))
        .sort((a, b) => a.label.localeCompare(b.label)),
      sev: [...SEVERITIES].reverse().map((value) => ({ value: String(value), label: t(`ui.severity.${value}`) })),
    }),
    [tally, organisations, t],
  );
  const names = ['sector', 'status', 'country', 'org', 'sev'] as const;
  const filtering = names.some((name) => (chosen[name]?.length ?? 0) > 0);
  const none = Object.fromEntries(names.map((name) => [name, undefined]));
  const copy = (): void => {
    void navigator.clipboard
      ?.writeText(location.href)
      .then(() => notifications.show({ message: t('ui.drawer.copied') }));
  };
  const menus = names.map((name) => (
    <FilterMenu
      key={name}
      first={name === 'sector' && !narrow}
      portal={!narrow}
      label={t(`cop.filter.${name}`)}
      options={options[name]}
      chosen={chosen[name] ?? []}
      onChange={(values) => go.search({ [name]: values.length > 0 ? values : undefined })}
    />
  ));
  return (
    <div className="filters" ref={ref} role="group" aria-label={t('cop.filters')}>
      {narrow ? (
        <Popover position="bottom-start" shadow="md" trapFocus returnFocus>
          <Popover.Target>
            <button type="button" className={`filter ${filtering ? 'is-on' : ''}`} data-filter>
              <ListFilter size={13} aria-hidden="true" />
              <span>{t('cop.filtersShort')}</span>
              {filtering && <strong>{names.filter((name) => (chosen[name]?.length ?? 0) > 0).length}</strong>}
              <ChevronDown size={13} aria-hidden="true" />
            </button>
          </Popover.Target>
          <Popover.Dropdown p="xs" className="filter-all">
            {menus}
          </Popover.Dropdown>
        </Popover>
      ) : (
        menus
      )}
      {filtering && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<X size={13} />}
          onClick={() => go.search(none)}
        >
          {t('cop.clearFilters')}
        </Button>
      )}
      <span className="cop-space" />
      <Switch
        size="xs"
        label={t('cop.inView')}
        checked={inView}
        onChange={(event) => go.search({ inview: event.currentTarget.checked ? '1' : undefined })}
      />
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        onClick={copy}
        aria-label={t('cop.copyLink')}
        title={t('cop.copyLink')}
      >
        <Link2 size={14} />
      </ActionIcon>
    </div>
  );
}

interface FilterMenuProps {
  label: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChange: (values: string[]) => void;
  first: boolean;
  /** False inside of another popover, which must not take a click in this one for one outside. */
  portal: boolean;
}

function FilterMenu({ label, options, chosen, onChange, first, portal }: FilterMenuProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const names = options.filter(({ value }) => chosen.includes(value)).map((option) => option.label);
  const shown = options.filter((option) => plain(option.label).includes(plain(text)));
  return (
    <Popover
      position="bottom-start"
      shadow="md"
      width={240}
      trapFocus
      returnFocus
      withinPortal={portal}
      onClose={() => setText('')}
    >
      <Popover.Target>
        <button type="button" className={`filter ${chosen.length > 0 ? 'is-on' : ''}`} data-filter={first || undefined}>
          <span>{label}</span>
          {names.length > 0 && <strong>{names.length <= 2 ? names.join(', ') : names.length}</strong>}
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        {options.length > 8 && (
          <TextInput
            size="xs"
            mb={6}
            placeholder={t('cop.find')}
            aria-label={t('cop.find')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <div className="filter-options">
          {shown.map(({ value, label: name }) => (
            <Checkbox
              key={value}
              size="xs"
              label={name}
              checked={chosen.includes(value)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
              }
            />
          ))}
          {shown.length === 0 && <p className="cop-more">{t('cop.nothingFound')}</p>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
