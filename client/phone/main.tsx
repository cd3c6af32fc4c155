import '../map/map.css';
import './phone.css';
import './cards.css';
import './sheet/sheet.css';
import { createRoot } from 'react-dom/client';
import { createPhoneTocsin } from './tocsin.ts';
import { applyTheme } from './device.ts';
import { takeSecret } from './guest/secret.ts';
import { later } from './later.tsx';
import { PhoneApp } from './PhoneApp.tsx';
import { keepForOffline } from './shell/version.ts';

const GuestDoor = later(async () => (await import('./guest/GuestDoor.tsx')).GuestDoor);

applyTheme();
const root = createRoot(document.getElementById('root')!);
const start = (): void => root.render(<PhoneApp tocsin={createPhoneTocsin()} />);
const openLink = (secret: string, then: () => void): void =>
  root.render(<GuestDoor key={secret} secret={secret} onEntered={then} onLeave={then} />);

const secret = takeSecret();
if (secret === undefined) start();
else openLink(secret, start);
// A link opened in a page that is running already: the page begins anew as whoever the link makes of it.
addEventListener('hashchange', () => {
  const another = takeSecret();
  if (another !== undefined) openLink(another, () => location.reload());
});
keepForOffline();
