/** The clock, faults, modes, and starting afresh. */
import { answerFaults, type Fault, queueFaults, sendFaults } from '../faults.ts';
import { modes as catalogue, type ModeName } from '../modes.ts';
import { type Control, type ControlAnswer, type ControlParts, done, wrong } from './control.ts';

const deliveryFaults: readonly string[] = [...queueFaults, ...sendFaults];
/** Where the clock may stand. What it says is kept, so that what no date can hold would break every later start. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(3000, 0);

export function settingControls(parts: ControlParts): Control[] {
  const { clock, faults, modes } = parts;

  const clockNow = () => ({
    now: new Date(clock.now()).toISOString(),
    offsetSeconds: clock.offset() / 1000,
  });

  function moveClock(body: Record<string, unknown>): ControlAnswer {
    const { advanceSeconds, to } = body;
    const now = clock.now();
    let wanted = Number.NaN;
    if (typeof advanceSeconds === 'number') wanted = now + advanceSeconds * 1000;
    else if (typeof to === 'string') wanted = Date.parse(to);
    if (Number.isNaN(wanted)) return wrong('Give `advanceSeconds`, a number, or `to`, a time.');
    if (!(wanted >= earliest && wanted < latest)) return wrong('The clock goes from 2000 to 2999.');
    clock.setOffset(clock.offset() + wanted - now);
    return done(clockNow());
  }

  function addFault(body: Record<string, unknown>): ControlAnswer {
    const { operation = '*', kind, count = 1, skip = 0, milliseconds = null, status = null } = body;
    const allowed = operation === 'delivery' ? deliveryFaults : answerFaults;
    if (typeof operation !== 'string') return wrong('“operation” must be an operation’s name.');
    if (!(allowed as readonly unknown[]).includes(kind))
      return wrong(`“kind” must be one of ${allowed.join(', ')} for ${operation}.`);
    const numbers = { skip, milliseconds, status };
    for (const [name, value] of Object.entries(numbers))
      if (value !== null && typeof value !== 'number') return wrong(`“${name}” must be a number.`);
    if (count !== 'always' && typeof count !== 'number')
      return wrong('“count” must be a number or "always".');
    return done(
      faults.add({
        operation,
        kind: kind as Fault['kind'],
        skip: skip as number,
        left: count === 'always' ? null : count,
        milliseconds: milliseconds as number | null,
        status: status as number | null,
      }),
    );
  }

  const listModes = () =>
    Object.entries(catalogue).map(([name, mode]) => ({
      name,
      value: modes.get(name as ModeName),
      ...mode,
    }));

  function setModes(body: Record<string, unknown>): ControlAnswer {
    for (const [name, value] of Object.entries(body)) {
      const problem = modes.set(name, value);
      if (problem !== undefined) return wrong(problem);
    }
    return done({ modes: listModes() });
  }

  const snapshots = new Map<string, () => void>();

  function takeSnapshot(): ControlAnswer {
    const name = String(snapshots.size + 1);
    snapshots.set(name, parts.snapshot());
    return done({ snapshot: name });
  }

  function restore(body: Record<string, unknown>): ControlAnswer {
    const bringBack = snapshots.get(String(body.snapshot));
    if (!bringBack)
      return wrong(
        `There is no such snapshot; there are ${[...snapshots.keys()].join(', ') || 'none'}.`,
        404,
      );
    bringBack();
    return done({ ok: true });
  }

  return [
    { method: 'POST', path: '/snapshot', act: takeSnapshot },
    { method: 'POST', path: '/restore', act: ({ body }) => restore(body) },
    { method: 'GET', path: '/callbacks', act: () => done({ callbacks: parts.callbacks.all() }) },
    {
      /** Origins of applications, and where they really listen on this machine. */
      method: 'POST',
      path: '/callbacks',
      act({ body }) {
        const problem = parts.callbacks.map(body);
        return problem === undefined ? done({ callbacks: parts.callbacks.all() }) : wrong(problem);
      },
    },
    { method: 'GET', path: '/clock', act: () => done(clockNow()) },
    { method: 'POST', path: '/clock', act: ({ body }) => moveClock(body) },
    { method: 'GET', path: '/faults', act: () => done({ faults: faults.list() }) },
    { method: 'POST', path: '/faults', act: ({ body }) => addFault(body) },
    {
      method: 'DELETE',
      path: '/faults',
      act() {
        faults.clear();
        return done({ faults: [] });
      },
    },
    {
      method: 'DELETE',
      path: '/faults/:id',
      act({ params }) {
        if (!faults.find(params.id!)) return wrong('There is no such fault.', 404);
        faults.remove(params.id!);
        return done({ faults: faults.list() });
      },
    },
    { method: 'GET', path: '/modes', act: () => done({ modes: listModes() }) },
    { method: 'POST', path: '/modes', act: ({ body }) => setModes(body) },
    {
      method: 'POST',
      path: '/reset',
      act({ body }) {
        parts.reset(typeof body.seed === 'number' ? body.seed : undefined);
        return done({ ok: true });
      },
    },
  ];
}
