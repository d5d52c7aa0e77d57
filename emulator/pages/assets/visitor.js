// On a first visit tells the server the browser's zone and clock, so that the page comes back in them.
// Runs in the head, before anything is painted.
const { zone, clock } = document.documentElement.dataset;
const isTold = document.cookie.includes('emulator_zone=') || location.search.includes('zone=');

if (zone && !isTold) {
  const { timeZone, hour12 } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  const own = { zone: timeZone, clock: hour12 ? '12h' : '24h' };
  for (const [name, value] of Object.entries(own)) {
    // biome-ignore lint/suspicious/noDocumentCookie: the one way that every browser has
    document.cookie = `emulator_${name}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }
  const isKept = document.cookie.includes('emulator_zone=');
  if (isKept && (own.zone !== zone || own.clock !== clock)) location.reload();
}
