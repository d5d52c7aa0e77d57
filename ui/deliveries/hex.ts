/** Bytes as they are written down everywhere: where they stand, as numbers, as the signs among them that can be shown. */
const perLine = 8;

export function hexLines(bytes: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, line) => {
    const part = [...bytes.subarray(line * perLine, (line + 1) * perLine)];
    const numbers = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const signs = part
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
      .join('');
    return `${(line * perLine).toString(16).padStart(6, '0')}  ${numbers.padEnd(perLine * 3 - 1)}  ${signs}`;
  });
}
