/** The last five that were chosen in each tenant, kept in the browser: which they were, never what they are called. */

const most = 5;
const placeOf = (tenant: string) => `slotwire-last ${tenant}`;

/** Newest first. */
export function lastChosen(tenant: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(tenant)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export function remember(tenant: string, key: string): void {
  const kept = [key, ...lastChosen(tenant).filter((one) => one !== key)].slice(0, most);
  localStorage.setItem(placeOf(tenant), JSON.stringify(kept));
}
