/** What happened, newest first, each with its time and where we know it from. */
import {
  type Icon,
  IconArrowsExchange,
  IconDownload,
  IconInbox,
  IconRobot,
  IconUser,
} from '@tabler/icons-react';
import type { TimelineEntry } from '../../sdk/index.ts';
import { Text } from './text.tsx';
import classes from './timeline.module.css';
import { When } from './when.tsx';

const sources: Record<TimelineEntry['source'], { icon: Icon; words: string }> = {
  delivery: { icon: IconInbox, words: 'by a delivery' },
  backfill: { icon: IconDownload, words: 'by the backfill' },
  reconciliation: { icon: IconArrowsExchange, words: 'by reconciliation' },
  person: { icon: IconUser, words: 'by a person' },
  slotwire: { icon: IconRobot, words: 'by Slotwire' },
};

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  if (entries.length === 0) return <p className={classes.none}>Nothing has happened yet.</p>;
  return (
    <ol className={classes.timeline}>
      {entries.map((entry, index) => {
        const { icon: Icon, words } = sources[entry.source];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two entries may tell the same at the same time
          <li key={`${entry.at} ${entry.type} ${index}`} className={classes.entry}>
            <Icon aria-hidden size={18} stroke={1.6} className={classes.icon} />
            <div>
              <p className={classes.words}>
                <Text>{entry.words}</Text>
              </p>
              <p className={classes.note}>
                <When at={entry.at} /> · {words}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
