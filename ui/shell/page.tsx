/** One page: its title in the bar with the live mark and the actions, what it is about below, an inspector beside. */
import { IconChevronLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { LiveMark } from '../kit/live-mark.tsx';
import { Text } from '../kit/text.tsx';
import classes from './page.module.css';
import { PaletteButton } from './palette-button.tsx';

/** The page that was asked for first keeps the focus where the browser put it. */
let first = true;

export function Page(props: {
  title: string;
  /** What the browser's tab says before `Slotwire`. */
  trail: string;
  back?: ReactNode;
  lead?: ReactNode;
  below?: ReactNode;
  status?: ReactNode;
  actions?: ReactNode;
  aside?: ReactNode;
  /** The content scrolls by itself and fills the page. */
  fill?: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first) heading.current?.focus();
    first = false;
  }, []);
  return (
    <main className={classes.page}>
      <title>{`${props.trail} · Slotwire`}</title>
      <header className={classes.bar}>
        {props.back && <span className={classes.back}>{props.back}</span>}
        {props.lead}
        <div className={classes.titles}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            <Text>{props.title}</Text>
          </h1>
          {props.below && <p className={classes.below}>{props.below}</p>}
        </div>
        <div className={classes.status}>{props.status ?? <LiveMark />}</div>
        <div className={classes.actions}>
          <PaletteButton />
          {props.actions}
        </div>
      </header>
      <div className={classes.body}>
        <div id="content" tabIndex={-1} className={classes.content} data-fill={props.fill || undefined}>
          {props.children}
        </div>
        {props.aside}
      </div>
    </main>
  );
}

export const backIcon = <IconChevronLeft aria-hidden size={20} stroke={1.6} />;
