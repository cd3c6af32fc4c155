import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { LoginScreen } from '../features/login/LoginScreen.tsx';
import { SignInAgain } from '../features/login/SignInAgain.tsx';
import type { Tocsin } from '../store/contract.ts';
import { useDevice } from '../ui/device.ts';
import { TocsinContext, useTocsin } from '../ui/tocsin.ts';
import { createAppRouter } from './router.tsx';
import { Splash } from './Splash.tsx';
import { theme } from './theme.ts';
import { ThemeNameContext } from './themeName.ts';

export function App({ tocsin }: { tocsin: Tocsin }) {
  return (
    <TocsinContext value={tocsin}>
      <Themed>
        <Notifications position="bottom-left" autoClose={6000} zIndex={400} />
        <Session />
      </Themed>
    </TocsinContext>
  );
}

/** Dark unless chosen otherwise; "as the system" follows its colours and its wish for contrast. */
function Themed({ children }: { children: ReactNode }) {
  const choice = useDevice((device) => device.theme);
  const systemLight = useMediaQuery('(prefers-color-scheme: light)', false);
  const systemContrast = useMediaQuery('(prefers-contrast: more)', false);
  const light = choice === 'light' || (choice === 'system' && systemLight === true);
  const contrast = choice === 'contrast' || (choice === 'system' && systemContrast === true && !light);
  const name = light ? 'light' : 'dark';
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['mapTheme'] = name;
    if (contrast) dataset['contrast'] = 'high';
    else delete dataset['contrast'];
  }, [name, contrast]);
  return (
    <MantineProvider theme={theme} forceColorScheme={name}>
      <ThemeNameContext value={name}>{children}</ThemeNameContext>
    </MantineProvider>
  );
}

/** Whose session it was: with the session the person is gone too. */
function useLastName(): string | undefined {
  const name = useTocsin((state) => state.me?.name);
  const [last, setLast] = useState(name);
  if (name !== undefined && name !== last) setLast(name);
  return name ?? last;
}

function Session() {
  const session = useTocsin((state) => state.session);
  const [router] = useState(createAppRouter);
  const name = useLastName();
  // Without a server the session stays unknown; whoever this device remembers goes on working.
  const somebody = useTocsin((state) => state.me !== undefined);
  if (session === 'unknown' && !somebody) return <Splash />;
  if (session === 'signed-out') return <LoginScreen />;
  return (
    <>
      <RouterProvider router={router} />
      {session === 'expired' && <SignInAgain name={name} />}
    </>
  );
}
