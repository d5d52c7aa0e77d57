/** One delivery as a command that posts it again, to an address of one's own: no token, no signature, no key. */
import type { DeliveryDetail } from '../../sdk/index.ts';

export function curlOf({ id, headers, body }: Pick<DeliveryDetail, 'id' | 'headers' | 'body'>): string {
  const told = Object.entries(headers).filter(([, value]) => !value.includes('***'));
  const lines = [
    `curl --request POST "$WEBHOOK_ADDRESS"`,
    ...told.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    body.text === null ? `--data-binary @${id}.bin` : `--data-binary ${quoted(body.text)}`,
  ];
  return lines.join(' \\\n  ');
}

/** Nothing in single quotes means anything to a shell but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
