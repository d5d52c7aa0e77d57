// biome-ignore-all lint/a11y/noNoninteractiveTabindex: arrow keys read single values
// biome-ignore-all lint/a11y/useSemanticElements: a group of values is no fieldset
/**
 * One question over time, drawn in the page's own SVG: stacked bars from zero, or lines of durations. Its finding is
 * said in a sentence, single values by pointer or arrow keys, all of them as a table.
 */
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { useClockwork } from '../preferences.ts';
import { momentOf } from '../time.ts';
import classes from './plot.module.css';
import { countTicks, durationTicks, timeTicks } from './scale.ts';

export interface Series {
  key: string;
  word: string;
  /** Which colour of the tokens. */
  tone: '1' | '2' | '3' | 'error';
}

export interface PlotPoint {
  at: string;
  /** Null is not known, which is not zero. */
  values: Record<string, number | null>;
}

const height = 148;
const left = 44;
const bottom = 22;
const top = 8;

export function Plot(props: {
  title: string;
  note: string;
  /** What the plot shows, in a sentence. */
  finding: string;
  kind: 'bars' | 'lines';
  series: Series[];
  points: PlotPoint[];
  bucketSeconds: number;
  format(value: number): string;
  /** A line that should not be crossed. */
  aim?: number;
  /** The shared cursor: which point is looked at. */
  at: number | null;
  onAt(index: number | null): void;
}) {
  const { points, series, kind, format, at, onAt } = props;
  const clock = useClockwork();
  const { ref, width } = useElementSize();
  const [table, setTable] = useState(false);
  const looked = at === null ? undefined : points[at];
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') onAt(null);
    if (step === undefined) return;
    event.preventDefault();
    onAt(Math.min(points.length - 1, Math.max(0, (at ?? (step > 0 ? -1 : points.length)) + step)));
  };
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    const index = Math.floor(((clientX - box.left - left) / (box.width - left)) * points.length);
    onAt(index >= 0 && index < points.length ? index : null);
  };
  const said = looked && `${momentOf(looked.at, clock)}: ${valuesOf(looked, series, format)}`;
  return (
    <figure className={classes.plot}>
      <figcaption className={classes.head}>
        <h2>{props.title}</h2>
        <span className={classes.note}>{props.note}</span>
        <span className={classes.legend}>
          {series.map(({ key, word, tone }) => (
            <span key={key} className={classes.key} data-tone={tone} data-kind={kind}>
              {word}
            </span>
          ))}
        </span>
      </figcaption>
      <div
        ref={ref}
        className={classes.canvas}
        role="group"
        aria-label={`${props.title}, single values by arrow keys`}
        tabIndex={0}
        onKeyDown={walk}
        onPointerMove={point}
        onPointerLeave={() => onAt(null)}
        onBlur={() => onAt(null)}
      >
        {width > 0 && <Drawing {...props} width={width} clock={clock} />}
        <p className={classes.said} role="status">
          {said}
        </p>
      </div>
      <button type="button" className={classes.toggle} aria-expanded={table} onClick={() => setTable(!table)}>
        {table ? 'Hide the table' : 'As table'}
      </button>
      {table && <Table points={points} series={series} format={format} />}
    </figure>
  );
}

function Drawing(
  props: Parameters<typeof Plot>[0] & { width: number; clock: ReturnType<typeof useClockwork> },
) {
  const { points, series, kind, width, aim, at } = props;
  const inner = width - left;
  const most = Math.max(0, aim ?? 0, ...points.map((point) => heightOf(point, series, kind)));
  const ticks = kind === 'bars' ? countTicks(most) : durationTicks(most);
  const last = ticks.at(-1)!;
  const share = (value: number) =>
    kind === 'bars' ? value / last : Math.log10(Math.max(value, 1)) / Math.log10(last);
  const y = (value: number) => top + (height - top - bottom) * (1 - share(value));
  const x = (index: number) => left + (inner * index) / points.length;
  const slot = inner / points.length;
  return (
    <svg role="img" aria-label={props.finding} width={width} height={height}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={classes.grid} x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
          <text className={classes.axis} x={left - 8} y={y(tick) + 4} textAnchor="end">
            {props.format(tick)}
          </text>
        </g>
      ))}
      {timeTicks(points, props.bucketSeconds, inner, props.clock).map(({ index, words }) => (
        <text key={index} className={classes.axis} x={Math.min(x(index), width - 34)} y={height - 4}>
          {words}
        </text>
      ))}
      {at !== null && (
        <rect className={classes.cursor} x={x(at)} y={top} width={slot} height={height - top - bottom} />
      )}
      {aim !== undefined && <line className={classes.aim} x1={left} x2={width} y1={y(aim)} y2={y(aim)} />}
      {kind === 'bars'
        ? points.map((point, index) => (
            <Bar
              key={point.at}
              {...{ point, series, y }}
              x={x(index)}
              width={slot}
              partial={index === points.length - 1}
            />
          ))
        : series.map((one) => (
            <Line key={one.key} {...{ points, one, y }} x={(index) => x(index) + slot / 2} />
          ))}
    </svg>
  );
}

function Bar(props: {
  point: PlotPoint;
  series: Series[];
  x: number;
  width: number;
  y(value: number): number;
  /** Not over yet. */
  partial: boolean;
}) {
  let below = 0;
  return props.series.map(({ key, tone }) => {
    const value = props.point.values[key] ?? 0;
    if (value === 0) return null;
    const [low, high] = [props.y(below), props.y(below + value)];
    below += value;
    return (
      <rect
        key={key}
        className={classes.bar}
        data-tone={tone}
        data-partial={props.partial || undefined}
        x={props.x + 1}
        width={Math.max(1, props.width - 2)}
        y={high}
        height={Math.max(1, low - high)}
      />
    );
  });
}

/** Broken where nothing is known; a value alone is a dot. */
function Line(props: {
  points: PlotPoint[];
  one: Series;
  x(index: number): number;
  y(value: number): number;
}) {
  const { points, one } = props;
  const places = points.map(({ values }, index) => {
    const value = values[one.key] ?? null;
    return value === null ? null : `${props.x(index).toFixed(1)} ${props.y(value).toFixed(1)}`;
  });
  const path = places.map((place, index) => place && `${places[index - 1] ? 'L' : 'M'}${place}`).join('');
  return (
    <>
      <path className={classes.line} data-tone={one.tone} d={path} />
      {places.map((place, index) => {
        if (!place || places[index - 1] || places[index + 1]) return null;
        const [cx, cy] = place.split(' ');
        return (
          <circle
            key={points[index]!.at}
            className={classes.dot}
            data-tone={one.tone}
            cx={cx}
            cy={cy}
            r={2.5}
          />
        );
      })}
    </>
  );
}

function Table({
  points,
  series,
  format,
}: {
  points: PlotPoint[];
  series: Series[];
  format(value: number): string;
}) {
  const clock = useClockwork();
  const filled = points.filter(({ values }) => series.some(({ key }) => values[key]));
  if (filled.length === 0) return <p className={classes.note}>No values in this range.</p>;
  return (
    <div className={classes.table} role="region" aria-label="Values" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {series.map(({ key, word }) => (
              <th key={key} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.toReversed().map(({ at, values }) => (
            <tr key={at}>
              <th scope="row">{momentOf(at, clock)}</th>
              {series.map(({ key }) => (
                <td key={key}>{numberOf(values[key], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function heightOf({ values }: PlotPoint, series: Series[], kind: 'bars' | 'lines'): number {
  const known = series.map(({ key }) => values[key] ?? 0);
  return kind === 'bars' ? known.reduce((sum, value) => sum + value, 0) : Math.max(...known);
}

function valuesOf({ values }: PlotPoint, series: Series[], format: (value: number) => string): ReactNode {
  return series.map(({ key, word }) => `${word} ${numberOf(values[key], format)}`).join(' · ');
}

function numberOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? 'none' : format(value);
}
