import { cest } from './story/build.ts';
import { afternoonSteps } from './story/afternoon.ts';
import { answerSteps } from './story/answers.ts';
import { beforeSteps } from './story/before.ts';
import { collapseSteps } from './story/collapse.ts';
import { eveningAndNightSteps } from './story/eveningAndNight.ts';
import { firstHourSteps } from './story/firstHour.ts';
import { gridRestoration } from './story/restoration.ts';
import { serviceSteps } from './story/services.ts';
import type { DemoPace, DemoStep } from './types.ts';

/** Where the operation's clock stands when somebody first opens it; earlier steps are applied while loading. */
export const openingAt: string = cest('12:32:48');

export const pace: DemoPace[] = [
  { fromOperationTime: openingAt, speed: 1 },
  { fromOperationTime: cest('12:33:50'), speed: 10 },
  { fromOperationTime: cest('12:45'), speed: 60 },
];

const byTime = (a: DemoStep, b: DemoStep) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

/** In order of operation time; steps of one instant keep the order in which they were written. */
export const demoStory: DemoStep[] = [
  ...beforeSteps,
  ...collapseSteps,
  ...serviceSteps,
  ...firstHourSteps,
  ...answerSteps,
  ...afternoonSteps,
  ...gridRestoration,
  ...eveningAndNightSteps,
].sort(byTime);

export const history: DemoStep[] = demoStory.filter((step) => step.at < openingAt);
export const live: DemoStep[] = demoStory.filter((step) => step.at >= openingAt);
