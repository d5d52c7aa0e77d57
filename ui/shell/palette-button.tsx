/** Opens the palette from the bar; a shape alone where there is little room. */
import { IconSearch } from '@tabler/icons-react';
import { modifier } from '../kit/keys.ts';
import classes from './page.module.css';
import { loadPalette, useOpenPalette } from './use-palette.ts';

const preload = () => void loadPalette();

export function PaletteButton() {
  const open = useOpenPalette();
  return (
    <button
      type="button"
      className={classes.find}
      aria-haspopup="dialog"
      aria-keyshortcuts={modifier === 'Ctrl' ? 'Control+K' : 'Meta+K'}
      data-testid="open-palette"
      onClick={open}
      onPointerEnter={preload}
      onFocus={preload}
    >
      <IconSearch aria-hidden size={16} stroke={1.6} />
      <span className={classes.findWords}>
        Find or do… <kbd aria-hidden>{modifier} K</kbd>
      </span>
    </button>
  );
}
