/** Everything as it is, under a name, and back to it; and starting afresh. */
import { type Control, type ControlParts, done, wrong } from './control.ts';

export function snapshotControls({ snapshots, reset }: ControlParts): Control[] {
  return [
    {
      method: 'GET',
      path: '/snapshots',
      act: () =>
        done({
          snapshots: snapshots.list().map(({ name, takenAt }) => ({ snapshot: name, taken_at: takenAt })),
        }),
    },
    {
      method: 'POST',
      path: '/snapshot',
      act({ body: { name } }) {
        return done({ snapshot: snapshots.take(typeof name === 'string' && name !== '' ? name : undefined) });
      },
    },
    {
      method: 'POST',
      path: '/restore',
      act({ body }) {
        const problem = snapshots.restore(String(body.snapshot));
        return problem === undefined ? done({ ok: true }) : wrong(problem, 404);
      },
    },
    {
      method: 'POST',
      path: '/reset',
      act({ body }) {
        reset(typeof body.seed === 'number' ? body.seed : undefined);
        return done({ ok: true });
      },
    },
  ];
}
