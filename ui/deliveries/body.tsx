/** The bytes of a delivery: as the document that they are, or as they came. */
import type { ReactNode } from 'react';
import type { DeliveryDetail } from '../../sdk/index.ts';
import { CopyIcon } from '../kit/copy.tsx';
import { JsonTree } from '../kit/json-tree.tsx';
import { plain } from '../kit/text.tsx';
import classes from './body.module.css';
import { hexLines } from './hex.ts';

type Bytes = DeliveryDetail['body'];

const rawUpTo = 4096;

export function Body({ body }: { body: Bytes }) {
  const document = body.text === null ? undefined : parse(body.text);
  if (document) return <JsonTree value={document.value} />;
  if (body.length === 0) return <p className={classes.quiet}>There are no bytes.</p>;
  return (
    <>
      <p className={classes.quiet}>
        {body.text === null
          ? 'These bytes are no text, or too many to show here. Raw bytes shows how they begin.'
          : 'This is no JSON. As it came:'}
      </p>
      {body.text !== null && (
        <Scrolled label="Body as text">
          <bdi>{plain(body.text)}</bdi>
        </Scrolled>
      )}
    </>
  );
}

export function RawBytes({ body }: { body: Bytes }) {
  const bytes =
    body.hex === null ? new TextEncoder().encode(body.text ?? '').subarray(0, rawUpTo) : fromHex(body.hex);
  return (
    <>
      <Scrolled label="Raw bytes">{hexLines(bytes).join('\n')}</Scrolled>
      <p className={classes.quiet}>
        {bytes.length < body.length
          ? `The first ${bytes.length.toLocaleString('en-GB')} of ${body.length.toLocaleString('en-GB')} bytes.`
          : `${body.length.toLocaleString('en-GB')} bytes.`}
        {body.text !== null && <CopyIcon text={body.text} what="the body" />}
      </p>
    </>
  );
}

function Scrolled({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={classes.bytes} tabIndex={0} aria-label={label}>
      <pre>{children}</pre>
    </section>
  );
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}
