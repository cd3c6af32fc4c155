import './app/styles.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createTocsin } from './store/tocsin.ts';
import { prepareTexts } from './texts/texts.ts';

prepareTexts();
createRoot(document.getElementById('root')!).render(<App tocsin={createTocsin()} />);
