import './laterText.ts';
/** What lies over a tab, in one piece: whoever opens one will open another. */
export { TeamTab } from './tabs/TeamTab.tsx';
export { RecordSheet } from './sheet/RecordSheet.tsx';
export { MeSheet } from './shell/MeSheet.tsx';
export { QueueSheet } from './shell/QueueSheet.tsx';
