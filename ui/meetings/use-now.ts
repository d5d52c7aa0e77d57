/** The present minute, for lines that move with the clock. */
import { useEffect, useState } from 'react';

const minuteMs = 60_000;

export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), minuteMs - (Date.now() % minuteMs));
    return () => clearTimeout(timer);
  });
  return now;
}
