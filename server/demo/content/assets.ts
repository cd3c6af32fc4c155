import { digital } from './assets/digital.ts';
import { gridNeighbours } from './assets/gridNeighbours.ts';
import { gridSpain } from './assets/gridSpain.ts';
import { health } from './assets/health.ts';
import { publicServices } from './assets/publicServices.ts';
import { transport } from './assets/transport.ts';
import { waterFuelFood } from './assets/waterFuelFood.ts';
import type { DemoAsset } from './types.ts';

export const demoAssets: DemoAsset[] = [
  ...gridSpain,
  ...gridNeighbours,
  ...health,
  ...digital,
  ...transport,
  ...waterFuelFood,
  ...publicServices,
];
