/** How Mantine's parts look here. Colours are CSS variables (tokens.css); the palette only has to exist. */
import {
  createTheme,
  Drawer,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  Tooltip,
} from '@mantine/core';
import classes from './theme.module.css';

const ink = Array.from({ length: 10 }, () => '#191D26') as unknown as MantineColorsTuple;

export const schemeManager = localStorageColorSchemeManager({ key: 'slotwire-scheme' });

/** A scroll lock writes a style tag, which the content security policy refuses. */
const overlay = {
  lockScroll: false,
  overlayProps: { backgroundOpacity: 1 },
  closeButtonProps: { 'aria-label': 'Close' },
};

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: 6,
  colors: { ink },
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { variant: 'default' },
      classNames: { root: classes.button, label: classes.buttonLabel },
    },
    ActionIcon: { defaultProps: { variant: 'subtle' }, classNames: { root: classes.icon } },
    Input: { classNames: { input: classes.input, wrapper: classes.inputWrapper } },
    InputWrapper: {
      classNames: { label: classes.label, description: classes.hint, error: classes.wrong },
      defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] },
    },
    PasswordInput: { classNames: { innerInput: classes.inner } },
    SegmentedControl: {
      classNames: { root: classes.segments, label: classes.segment, indicator: classes.chosen },
    },
    Combobox: { classNames: { dropdown: classes.floating, option: classes.option } },
    Menu: Menu.extend({
      defaultProps: {
        position: 'bottom-end',
        offset: 6,
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
      classNames: { dropdown: classes.floating, item: classes.option },
    }),
    Popover: Popover.extend({ classNames: { dropdown: classes.floating } }),
    Tooltip: Tooltip.extend({
      defaultProps: { events: { hover: true, focus: true, touch: false }, openDelay: 300 },
      classNames: { tooltip: classes.tooltip },
    }),
    Modal: Modal.extend({
      defaultProps: { ...overlay, centered: true, size: 480 },
      classNames: {
        content: classes.sheet,
        overlay: classes.veil,
        title: classes.title,
        header: classes.header,
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: { ...overlay, position: 'right', size: 480 },
      classNames: {
        content: classes.drawer,
        overlay: classes.veil,
        title: classes.title,
        header: classes.header,
      },
    }),
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close this notice' } },
      classNames: { root: classes.notice, title: classes.noticeTitle, description: classes.noticeText },
    },
  },
});
