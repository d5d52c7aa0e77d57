/**
 * The application's own colour under words: as it is where white or ink on it can be read (4.5:1, WCAG 2.2 AA), else
 * darkened until white can.
 */
export interface Worn {
  /** Six hex digits, as it is worn. */
  color: string;
  /** What stands on it. */
  on: string;
  /** While a pointer is over it; as readable. */
  hover: string;
  darkened: boolean;
}

const white = 'ffffff';
const ink = '191d26';
const readable = 4.5;

/** `wanted`: six hex digits. */
export function wear(wanted: string): Worn {
  const color = wanted.toLowerCase();
  if (contrast(color, white) >= readable)
    return { color, on: white, hover: mix(color, '000000', 0.14), darkened: false };
  if (contrast(color, ink) >= readable)
    return { color, on: ink, hover: mix(color, white, 0.2), darkened: false };
  for (let part = 0.01; ; part += 0.01) {
    const darker = mix(color, '000000', part);
    if (contrast(darker, white) >= readable) {
      return { color: darker, on: white, hover: mix(darker, '000000', 0.14), darkened: true };
    }
  }
}

/** From 1 to 21, of two colours. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

function channels(color: string): number[] {
  return [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function mix(color: string, other: string, part: number): string {
  const others = channels(other);
  return channels(color)
    .map((value, at) => Math.round(value * (1 - part) + others[at]! * part))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('');
}
