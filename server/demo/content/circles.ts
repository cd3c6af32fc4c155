import type { DemoCircle } from './types.ts';

export const demoCircles: DemoCircle[] = [
  { key: 'iberian-grid', name: 'Iberian grid operators', members: ['red-iberica', 'rede-lusa'] },
  {
    key: 'border-cell',
    name: 'Cross-border cell ES-FR-PT-MA',
    members: ['red-iberica', 'rede-lusa', 'frontiere', 'maghreb', 'pc-es', 'pc-pt', 'secours-fr', 'liaison-eu'],
  },
  { key: 'civil-protection', name: 'Civil protection ES-PT-FR', members: ['pc-es', 'pc-pt', 'secours-fr', 'bomberos'] },
  { key: 'medical', name: 'Medical coordination', members: ['hospitales', 'pc-es', 'pc-pt', 'cruz'] },
  {
    key: 'continuity',
    name: 'Digital continuity',
    members: ['telefonia', 'red-iberica', 'rede-lusa', 'pagos', 'pc-es', 'pc-pt'],
  },
  { key: 'mobility', name: 'Transport desk', members: ['ferrovias', 'puertas', 'bomberos', 'pc-es', 'pc-pt'] },
  { key: 'fuel', name: 'Fuel and generators', members: ['combustibles', 'hospitales', 'telefonia', 'pc-es', 'pc-pt'] },
];
