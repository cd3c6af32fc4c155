import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ByCode } from '../ui/ByCode.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import type { Base, Here } from '../ui/entities.ts';
import { usePreview } from '../ui/preview.ts';
import * as screens from './screens.ts';
import { Loading } from './SkipLinks.tsx';

const BASE_SCREENS = {
  cop: () => null,
  incidents: screens.IncidentList,
  assets: screens.AssetList,
  tasks: screens.TaskBoard,
  admin: screens.Admin,
  next: screens.NextScreen,
  'what-if': screens.WhatIfScreen,
  corridors: screens.CorridorsScreen,
  ranking: screens.RankingScreen,
  feed: screens.FeedScreen,
  digest: screens.DigestScreen,
  sitrep: screens.SitrepScreen,
  sharing: screens.SharingScreen,
  exercise: screens.ExerciseScreen,
} as const satisfies Record<Base, unknown>;

const DRAWERS = {
  incident: screens.IncidentDrawer,
  asset: screens.AssetDrawer,
  task: screens.TaskDrawer,
} as const;

/** These speak to the server as whoever is signed in: a preview shows nothing of that. */
const OUTSIDE_PREVIEW: readonly Base[] = ['sharing', 'admin', 'exercise'];

/** The screen of an address, loaded when it is first opened. */
export function Panels({ base, drawer }: { base?: Base; drawer?: NonNullable<Here['drawer']> }) {
  const { t } = useTranslation();
  const preview = usePreview();
  if (drawer?.kind === 'report') return <screens.ReportDrawer />;
  if (drawer?.kind === 'new-task') return <screens.NewTaskDrawer />;
  if (drawer) {
    const Screen = DRAWERS[drawer.kind];
    return (
      <ByCode kind={drawer.kind} code={drawer.code} key={drawer.code}>
        {(id) => <Screen id={id} />}
      </ByCode>
    );
  }
  if (preview && base && OUTSIDE_PREVIEW.includes(base)) return <EmptyState title={t('preview.outside')} />;
  const Screen = BASE_SCREENS[base ?? 'cop'];
  return (
    <Suspense fallback={<Loading />}>
      <Screen />
    </Suspense>
  );
}
