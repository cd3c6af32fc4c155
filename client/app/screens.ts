import { lazy } from 'react';

/**
 * Where the screens are; each is loaded when it is first opened. A drawer gets the id of what it shows; forms read `lat`,
 * `lon`, `asset` and `incident` from the address.
 */
export const IncidentList = lazy(async () => ({
  default: (await import('../features/incidents/IncidentList.tsx')).IncidentList,
}));
export const IncidentDrawer = lazy(async () => ({
  default: (await import('../features/incidents/IncidentDrawer.tsx')).IncidentDrawer,
}));
export const AssetList = lazy(async () => ({
  default: (await import('../features/assets/AssetList.tsx')).AssetList,
}));
export const AssetDrawer = lazy(async () => ({
  default: (await import('../features/assets/AssetDrawer.tsx')).AssetDrawer,
}));
export const TaskBoard = lazy(async () => ({
  default: (await import('../features/tasks/TaskBoard.tsx')).TaskBoard,
}));
export const TaskDrawer = lazy(async () => ({
  default: (await import('../features/tasks/TaskDrawer.tsx')).TaskDrawer,
}));
export const ReportDrawer = lazy(async () => ({
  default: (await import('../features/report/ReportDrawer.tsx')).ReportDrawer,
}));
export const NewTaskDrawer = lazy(async () => ({
  default: (await import('../features/tasks/NewTaskDrawer.tsx')).NewTaskDrawer,
}));
export const NextScreen = lazy(async () => ({
  default: (await import('../features/forecast/NextScreen.tsx')).NextScreen,
}));
export const WhatIfScreen = lazy(async () => ({
  default: (await import('../features/what-if/WhatIfScreen.tsx')).WhatIfScreen,
}));
export const CorridorsScreen = lazy(async () => ({
  default: (await import('../features/corridors/CorridorsScreen.tsx')).CorridorsScreen,
}));
export const RankingScreen = lazy(async () => ({
  default: (await import('../features/ranking/RankingScreen.tsx')).RankingScreen,
}));
/** No screen: rings on the map, as large as what the failure of each asset would cost. */
export const CriticalityOnMap = lazy(async () => ({
  default: (await import('../features/ranking/CriticalityOnMap.tsx')).CriticalityOnMap,
}));
export const FeedScreen = lazy(async () => ({
  default: (await import('../features/feed/FeedScreen.tsx')).FeedScreen,
}));
export const DigestScreen = lazy(async () => ({
  default: (await import('../features/digest/DigestScreen.tsx')).DigestScreen,
}));
export const SitrepScreen = lazy(async () => ({
  default: (await import('../features/sitrep/SitrepScreen.tsx')).SitrepScreen,
}));
export const SharingScreen = lazy(async () => ({
  default: (await import('../features/sharing/SharingScreen.tsx')).SharingScreen,
}));
export const ExerciseScreen = lazy(async () => ({
  default: (await import('../features/exercise/ExerciseScreen.tsx')).ExerciseScreen,
}));

/** The administrator's screens come as a folder of their own. */
const admin = import.meta.glob<{ Admin: React.ComponentType }>('../features/admin/index.tsx');
const [loadAdmin] = Object.values(admin);
export const hasAdmin = loadAdmin !== undefined;
export const Admin = lazy(async () => ({ default: (await loadAdmin?.())?.Admin ?? (() => null) }));
