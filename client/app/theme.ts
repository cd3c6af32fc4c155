import { createTheme, type MantineColorsTuple } from '@mantine/core';
import i18next from 'i18next';

/** From the text down to the ground behind everything; the kit takes its surfaces and lines from these. */
const slate: MantineColorsTuple = [
  '#e6edf3',
  '#b9c7d3',
  '#9fb1c1',
  '#6b8093',
  '#2d4052',
  '#22323f',
  '#18242f',
  '#111c26',
  '#0a121a',
  '#060c12',
];
const sky: MantineColorsTuple = [
  '#e3f3fc',
  '#c4e5f8',
  '#9bd3f1',
  '#73c2ec',
  '#56b4e9',
  '#2f9fdd',
  '#0f86c7',
  '#0072b2',
  '#005c91',
  '#004770',
];

export const theme = createTheme({
  fontFamily: "Inter, 'Segoe UI', system-ui, -apple-system, Roboto, Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  colors: { dark: slate, blue: sky },
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A cross has no words: dialogs, notices and fields all draw this one. Asked when drawn: the texts come after the theme.
    CloseButton: { defaultProps: () => ({ 'aria-label': i18next.t('ui.close') }) },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { overlayProps: { backgroundOpacity: 0.6, blur: 0 } } },
  },
});
