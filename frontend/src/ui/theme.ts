import { createTheme, type MantineColorsTuple } from '@mantine/core';

// The one accent: a quiet ink green, at home beside the greys of a store admin.
const accent: MantineColorsTuple = [
  '#edf5f2', '#d9e9e3', '#b3d3c8', '#88baa9', '#5f9f8b', '#3f8571', '#276d5a', '#175a49', '#104a3b', '#0a392d',
];

// A neutral grey without the blue cast of the library's own.
const gray: MantineColorsTuple = [
  '#f7f7f7', '#f1f1f1', '#e6e6e6', '#d8d8d8', '#c2c2c2', '#9b9b9b', '#6d6e70', '#4f5052', '#333436', '#1f2022',
];

// The head of a dialog is a <header>, which would count as a second banner of the page.
const quietHead = { header: { role: 'presentation' } };

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 7,
  colors: { accent, gray },
  black: '#1f2022',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' }, vars: () => ({ root: { '--button-height': '32px', '--button-fz': '13px', '--button-padding-x': '12px' } }) },
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    NumberInput: { defaultProps: { size: 'sm' } },
    SegmentedControl: { defaultProps: { size: 'sm' } },
    Input: { vars: () => ({ wrapper: { '--input-height': '32px' } }) },
    InputWrapper: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { radius: 8, centered: true, overlayProps: { backgroundOpacity: 0.35 }, attributes: quietHead } },
    Drawer: { defaultProps: { radius: 0, overlayProps: { backgroundOpacity: 0.35 }, attributes: quietHead } },
    Radio: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs', withThumbIndicator: false } },
  },
});
