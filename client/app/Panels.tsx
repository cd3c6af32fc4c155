import { Suspense } from 'react';
import { ByCode } from '../ui/ByCode.tsx';
import type { Base, Here } from '../ui/entities.ts';
import * as screens from './screens.ts';
import { Loading } from './SkipLinks.tsx';

const BASE_SCREENS = {
  cop: () => null,
  incidents: screens.IncidentList,
  assets: screens.AssetList,
  tasks: screens.TaskBoard,
  admin: screens.Admin,
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

/** The screen of an address, loaded when it is first opened. */
export function Panels({ base, drawer }: { base?: Base; drawer?: NonNullable<Here['drawer']> }) {
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
  const Screen = BASE_SCREENS[base ?? 'cop'];
  return (
    <Suspense fallback={<Loading />}>
      <Screen />
    </Suspense>
  );
}
