import type { DemoPolygon } from '../types.ts';

const polygon = (...points: [number, number][]): DemoPolygon => ({
  type: 'Polygon',
  coordinates: [[...points, points[0]!]],
});

export const granada = polygon([-4.3, 36.7], [-4.1, 37.6], [-2.7, 37.7], [-2.5, 36.9], [-3.4, 36.7]);
export const mainlandSpain = polygon(
  [-8.9, 42.1],
  [-9.2, 43.2],
  [-7.8, 43.8],
  [-1.8, 43.4],
  [0.7, 42.7],
  [3.3, 42.4],
  [0.2, 40.7],
  [0.2, 38.7],
  [-0.7, 37.6],
  [-2.1, 36.7],
  [-5.6, 36.0],
  [-7.4, 37.2],
  [-6.9, 38.3],
  [-7.5, 39.6],
  [-6.8, 41.0],
  [-6.3, 41.7],
  [-8.1, 41.9],
);
export const mainlandPortugal = polygon(
  [-8.9, 41.9],
  [-8.1, 42.1],
  [-6.3, 41.7],
  [-6.9, 41.0],
  [-7.4, 39.6],
  [-7.0, 38.3],
  [-7.4, 37.2],
  [-9.0, 37.0],
  [-9.5, 38.7],
);
export const basqueBorder = polygon([-1.8, 43.3], [-1.6, 43.6], [-0.9, 43.5], [-0.8, 43.1], [-1.4, 43.05]);
