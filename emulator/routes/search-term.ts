/**
 * The search of the activity log as SQL: `|` or, `+` or a blank and, `-` not, `"…"` exactly, `(…)` together, `*` at
 * the end of a word for what begins so. What is not closed ends with the text.
 */
import type { Condition } from './page.ts';

const searched = `' ' || lower(row) || ' '`;

export function readSearch(term: string): Condition {
  const tokens = [...term.matchAll(/"([^"]*)"?|[()|+-]|[^\s()|+"-]+/g)].map(([token]) => token);
  let at = 0;

  function either(): Condition {
    const parts = [both()];
    while (tokens[at] === '|') {
      at += 1;
      parts.push(both());
    }
    return joined(parts, 'or');
  }

  function both(): Condition {
    const parts: Condition[] = [];
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') {
      if (tokens[at] === '+') at += 1;
      else parts.push(one());
    }
    return joined(parts, 'and');
  }

  function one(): Condition {
    const token = tokens[at]!;
    at += 1;
    if (token === '-') {
      if (at >= tokens.length) return ['true'];
      const [sql, ...values] = one();
      return [`not (${sql})`, ...values];
    }
    if (token !== '(') return contains(token);
    const inner = either();
    at += 1;
    return inner;
  }

  const parts: Condition[] = [];
  while (at < tokens.length) {
    parts.push(either());
    if (tokens[at] === ')') at += 1;
  }
  return joined(parts, 'and');
}

function contains(token: string): Condition {
  const words = token.replaceAll('"', '').replace(/\*$/, '').toLowerCase();
  return [`instr(${searched}, ?) > 0`, words];
}

function joined(parts: Condition[], by: 'and' | 'or'): Condition {
  if (parts.length === 0) return ['true'];
  return [parts.map(([sql]) => `(${sql})`).join(` ${by} `), ...parts.flatMap(([, ...values]) => values)];
}
