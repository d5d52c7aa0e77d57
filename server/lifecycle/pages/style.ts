/** How the end user's pages look: the admin's type and colours, in one small sheet of their own. */
import { wear } from './color.ts';

/** `color`: the application's, six hex digits; it stands in for ink. */
export function styleFor(color: string | undefined): string {
  if (color === undefined) return style;
  const worn = wear(color);
  return `${style}:root { --ink: #${worn.color}; --on-ink: #${worn.on}; --ink-hover: #${worn.hover}; --edge: color-mix(in srgb, var(--text) 20%, transparent); }\n`;
}

export const style = `@font-face { font-family: Geist; src: url(/connect/geist.woff2) format("woff2"); font-weight: 100 900; font-display: swap; }
:root { color-scheme: light dark; --page: #fff; --ground: #f6f7f9; --hover: #eef0f4; --line: #e1e5eb; --control: #7c8595; --text: #14181f; --muted: #545d6b;
  --ink: #191d26; --ink-hover: #343a46; --on-ink: #fff; --accent: #4a48c4; --good: #146c43; --good-fill: #e4f5eb; --bad: #a5120c; --bad-fill: #fdecea; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f1217; --ground: #0b0d11; --hover: #1b2028; --line: #272d37; --control: #6f7a8a; --text: #e9ecf1; --muted: #a0a9b7;
    --ink: #f1f3f6; --ink-hover: #d3d8e0; --on-ink: #14181f; --accent: #a9a8ff; --good: #7ee8a8; --good-fill: #10291d; --bad: #ff9a90; --bad-fill: #351613; }
}
* { box-sizing: border-box; }
body { margin: 0; display: grid; min-height: 100vh; min-height: 100dvh; place-items: center; background: var(--ground); color: var(--text);
  font: 400 15px/24px Geist, system-ui, sans-serif; -webkit-font-smoothing: antialiased; }
main { width: min(472px, 100%); padding: 16px; }
.card { padding: 32px; border: 1px solid var(--line); border-radius: 14px; background: var(--page); }
p, ul, h1 { margin: 0; padding: 0; overflow-wrap: anywhere; }
h1 { margin-bottom: 12px; font-size: 22px; font-weight: 600; line-height: 30px; text-align: center; text-wrap: balance; }
.marks { display: flex; align-items: center; justify-content: center; gap: 14px; margin-bottom: 18px; color: var(--muted); }
.mark { display: grid; place-items: center; width: 44px; height: 44px; border-radius: 10px; background: var(--hover); color: var(--text); font-size: 20px; font-weight: 600; }
.app { background: var(--ink); color: var(--on-ink); }
.app.drawn { background: none; overflow: hidden; }
.app img { width: 44px; height: 44px; object-fit: contain; }
.good { background: var(--good-fill); color: var(--good); }
.bad { background: var(--bad-fill); color: var(--bad); }
ul { display: grid; gap: 8px; margin: 10px 0 24px; list-style: none; }
li { display: flex; gap: 10px; }
li svg { flex: none; margin-top: 2px; color: var(--good); }
.goes svg { color: var(--muted); }
button, .button { display: flex; align-items: center; justify-content: center; gap: 8px; width: 100%; min-height: 44px; border: 0; border-radius: 10px;
  padding: 8px 16px; background: var(--ink); color: var(--on-ink); font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer; overflow-wrap: anywhere; box-shadow: inset 0 0 0 1px var(--edge, transparent); }
button svg { width: 16px; height: 16px; }
button:hover, .button:hover { background: var(--ink-hover); }
.second { background: none; color: var(--text); box-shadow: inset 0 0 0 1px var(--control); }
.second:hover { background: var(--hover); }
.danger { background: none; color: var(--bad); box-shadow: inset 0 0 0 1px currentColor; }
.danger:hover { background: var(--bad-fill); }
:is(button, .button):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none; }
.do { display: grid; gap: 10px; margin-top: 24px; }
form + .do { margin-top: 10px; }
.choices { display: grid; gap: 12px; margin-top: 20px; }
.choice { padding: 16px; border: 1px solid var(--line); border-radius: 10px; }
.choice p { margin-top: 10px; color: var(--muted); font-size: 13px; line-height: 20px; }
.mid { text-align: center; }
.proof bdi { display: block; font: 11px/20px ui-monospace, monospace; }
.quiet { margin-top: 14px; color: var(--muted); font-size: 13px; line-height: 20px; text-align: center; text-wrap: pretty; }
.foot { padding: 16px 16px 0; color: var(--muted); font-size: 13px; line-height: 20px; text-align: center; }
@media (max-width: 420px) { .card { padding: 28px 20px; } }
`;
