/** The clock, faults, modes, and where applications really listen. */
import { answerFaults, type Fault, queueFaults, sendFaults } from '../faults.ts';
import { modes as catalogue, type ModeName } from '../modes.ts';
import { type Control, type ControlAnswer, type ControlParts, done, wrong } from './control.ts';

const deliveryFaults: readonly string[] = [...queueFaults, ...sendFaults];
/** Where the clock may stand. What it says is kept, so that what no date can hold would break every later start. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(3000, 0);

export function settingControls(parts: ControlParts): Control[] {
  const { clock, faults, modes, courier, operations } = parts;

  const known = ['*', 'delivery', ...operations];

  const clockNow = () => ({
    now: new Date(clock.now()).toISOString(),
    offsetSeconds: clock.offset() / 1000,
  });

  /** At once; or, when it is run, by way of every try that comes due, each answered before the next. */
  async function moveClock(body: Record<string, unknown>): Promise<ControlAnswer> {
    const { advanceSeconds, to, run = false } = body;
    const now = clock.now();
    let wanted = Number.NaN;
    if (typeof advanceSeconds === 'number') wanted = now + advanceSeconds * 1000;
    else if (typeof to === 'string') wanted = Date.parse(to);
    if (Number.isNaN(wanted)) return wrong('Give `advanceSeconds`, a number, or `to`, a time.');
    if (!(wanted >= earliest && wanted < latest)) return wrong('The clock goes from 2000 to 2999.');
    if (typeof run !== 'boolean') return wrong('“run” must be true or false.');
    if (run) await runThrough(wanted);
    moveTo(wanted);
    return done(clockNow());
  }

  const moveTo = (moment: number) => clock.setOffset(clock.offset() + moment - clock.now());

  async function runThrough(until: number): Promise<void> {
    await courier.settled();
    for (let due = courier.nextDue(); due !== undefined && due <= until; due = courier.nextDue()) {
      moveTo(due);
      await courier.settled();
    }
  }

  function addFault(body: Record<string, unknown>): ControlAnswer {
    const { operation = '*', kind, count = 1, skip = 0, milliseconds = null, status = null } = body;
    const allowed = operation === 'delivery' ? deliveryFaults : answerFaults;
    if (typeof operation !== 'string' || !known.includes(operation))
      return wrong(`There is no operation “${operation}”; there are ${known.join(', ')}.`);
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

  return [
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
  ];
}
