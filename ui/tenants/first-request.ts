/** What tries an API key in a terminal; the key itself stays in the environment. */
export function firstRequest(): string {
  return `curl -H "Authorization: Bearer $SLOTWIRE_KEY" ${window.location.origin}/api/v1/meetings`;
}
