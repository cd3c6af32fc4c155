import { Link } from '@tanstack/react-router';
import {
  ClipboardList,
  Drama,
  FileText,
  History,
  Hourglass,
  Map as MapIcon,
  Radio,
  Settings,
  Share2,
  TriangleAlert,
  Warehouse,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { pathOfBase, useHere, type Base } from '../ui/entities.ts';
import { usePreview } from '../ui/preview.ts';
import { useDirects, useMyRoles, useTocsin } from '../ui/tocsin.ts';
import { hasAdmin } from './screens.ts';

interface Entry {
  readonly base: Base;
  /** Screens that are reached from it. */
  readonly also?: readonly Base[];
  readonly icon: ReactNode;
  readonly keys?: string;
}

const ENTRIES: readonly Entry[] = [
  { base: 'cop', icon: <MapIcon size={19} />, keys: 'G M' },
  { base: 'incidents', icon: <TriangleAlert size={19} />, keys: 'G I' },
  { base: 'assets', icon: <Warehouse size={19} />, keys: 'G A' },
  { base: 'tasks', icon: <ClipboardList size={19} />, keys: 'G T' },
  { base: 'next', icon: <Hourglass size={19} />, keys: 'G N', also: ['what-if', 'corridors', 'ranking'] },
  { base: 'feed', icon: <Radio size={19} />, keys: 'G F' },
  { base: 'digest', icon: <History size={19} />, keys: 'G D' },
  { base: 'sitrep', icon: <FileText size={19} />, keys: 'G R' },
  { base: 'sharing', icon: <Share2 size={19} />, keys: 'G S' },
];
const EXERCISE: Entry = { base: 'exercise', icon: <Drama size={19} />, keys: 'G X' };
const ADMIN: Entry = { base: 'admin', icon: <Settings size={19} /> };

export function Rail({ exercise }: { exercise: boolean }) {
  const { t } = useTranslation();
  const { op, base } = useHere();
  const administers = useTocsin((state) => state.me?.roles['directory']?.includes('admin') ?? false);
  // A liaison manages the circles of their organisation there.
  const liaises = useTocsin((state) => Object.values(state.me?.roles ?? {}).some((held) => held.includes('liaison')));
  // Whoever administers this operation imports there.
  const imports = useMyRoles().includes('admin');
  const directs = useDirects() && exercise;
  const preview = usePreview();
  const all = [
    ...ENTRIES,
    ...(directs ? [EXERCISE] : []),
    ...((administers || liaises || imports) && hasAdmin ? [ADMIN] : []),
  ];
  // In a preview there is nothing to share or to administer.
  const entries = preview ? ENTRIES.filter((entry) => entry.base !== 'sharing') : all;
  return (
    <nav className="rail" aria-label={t('app.rail')}>
      {entries.map(({ base: to, icon, keys, also }) => (
        <Link
          key={to}
          to={pathOfBase(op, to) as never}
          search={((all: object) => ({ ...all, on: undefined, tab: undefined })) as never}
          className={to === base || also?.includes(base) ? 'is-here' : ''}
          aria-current={to === base ? 'page' : undefined}
          title={keys ? t('app.railHint', { name: t(`app.base.${to}`), keys }) : t(`app.base.${to}`)}
        >
          {icon}
          <span>{t(`app.base.${to}`)}</span>
        </Link>
      ))}
    </nav>
  );
}
