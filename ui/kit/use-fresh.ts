/** Which rows came or changed while somebody was looking: they tint for a moment. */
import { useEffect, useRef, useState } from 'react';

const tintMs = 1500;

/** `replaced`: another question was asked, so nothing in the answer is news. */
export function useFresh(
  rows: readonly { id: string; updatedAt: string }[],
  replaced: boolean,
): ReadonlySet<string> {
  const known = useRef<Map<string, string> | null>(null);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const before = known.current;
    const present = new Map(rows.map((row) => [row.id, row.updatedAt]));
    known.current = replaced || rows.length === 0 ? null : present;
    if (!before || replaced) return;
    const news = [...present].filter(([id, at]) => before.get(id) !== at).map(([id]) => id);
    // Whole pages that were fetched while scrolling are no news either.
    if (news.length > 0 && news.length < 20) setFresh(new Set(news));
  }, [rows, replaced]);
  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(new Set()), tintMs);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
