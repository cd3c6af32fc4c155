import '../map/map.css';
import './phone.css';
import './cards.css';
import './sheet/sheet.css';
import { createRoot } from 'react-dom/client';
import { createPhoneTocsin } from './tocsin.ts';
import { applyTheme } from './device.ts';
import { PhoneApp } from './PhoneApp.tsx';
import { keepForOffline } from './shell/version.ts';

applyTheme();
createRoot(document.getElementById('root')!).render(<PhoneApp tocsin={createPhoneTocsin()} />);
keepForOffline();
