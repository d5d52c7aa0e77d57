/** How the end user's pages look: the admin's type and colours, in one small sheet of their own. */
export const style = `@font-face { font-family: Geist; src: url(/connect/geist.woff2) format("woff2"); font-weight: 100 900; font-display: swap; }
:root { color-scheme: light dark; --page: #fff; --ground: #f6f7f9; --hover: #eef0f4; --line: #e1e5eb; --text: #14181f; --muted: #545d6b;
  --ink: #191d26; --ink-hover: #343a46; --on-ink: #fff; --accent: #4a48c4; --good: #146c43; --good-fill: #e4f5eb; --bad: #a5120c; --bad-fill: #fdecea; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f1217; --ground: #0b0d11; --hover: #1b2028; --line: #272d37; --text: #e9ecf1; --muted: #a0a9b7;
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
.good { background: var(--good-fill); color: var(--good); }
.bad { background: var(--bad-fill); color: var(--bad); }
ul { display: grid; gap: 8px; margin: 10px 0 24px; list-style: none; }
li { display: flex; gap: 10px; }
li svg { flex: none; margin-top: 2px; color: var(--good); }
button { display: flex; align-items: center; justify-content: center; gap: 8px; width: 100%; min-height: 44px; border: 0; border-radius: 10px;
  background: var(--ink); color: var(--on-ink); font: inherit; font-weight: 600; cursor: pointer; }
button svg { width: 16px; height: 16px; }
button:hover { background: var(--ink-hover); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.quiet { margin-top: 14px; color: var(--muted); font-size: 13px; line-height: 20px; text-align: center; text-wrap: pretty; }
.foot { padding: 16px 16px 0; color: var(--muted); font-size: 13px; line-height: 20px; text-align: center; }
@media (max-width: 420px) { .card { padding: 28px 20px; } }
`;
