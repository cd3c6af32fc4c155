import type { DemoAgreement } from './types.ts';

/** Invented for the exercise: what the organisations of it have agreed, and one that still waits for an answer. */
export const demoAgreements: DemoAgreement[] = [
  {
    key: 'iberian-assistance',
    name: 'Iberian grid assistance',
    parties: ['red-iberica', 'rede-lusa'],
    permits: ['share-amber', 'lend-resources', 'direct-contact'],
    text: 'The control centres call one another directly, lend crews and mobile substations, and share AMBER both ways.',
    proposedBy: 'owner@red-iberica',
    acceptedBy: ['owner@rede-lusa'],
  },
  {
    key: 'civil-protection-aid',
    name: 'Civil protection aid across the border',
    parties: ['pc-es', 'pc-pt'],
    permits: ['send-tasks', 'lend-resources', 'train-together'],
    text: 'Tasks may be offered directly to the other side. Each keeps the right to decline.',
    proposedBy: 'liaison@pc-es',
    acceptedBy: ['coordinator@pc-pt'],
  },
  {
    key: 'generator-pool',
    name: 'Generator and fuel pool',
    parties: ['combustibles', 'hospitales', 'telefonia'],
    permits: ['lend-resources', 'direct-contact'],
    text: 'Generators and fuel go where the buffer ends first.',
    proposedBy: 'owner@combustibles',
    acceptedBy: ['coordinator@hospitales'],
  },
];
