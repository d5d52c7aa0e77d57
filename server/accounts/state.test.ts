import { expect, test } from 'vitest';
import { actions, describeReason, isLive, moves, reasons } from './state.ts';

const states = ['configured', 'connected', 'disconnected', 'error'] as const;

test('each state allows exactly the actions that were asked for', () => {
  expect(actions).toEqual({
    configured: ['Connect'],
    connected: ['Disconnect', 'Test'],
    disconnected: ['Re-connect'],
    error: ['Update credentials', 'Re-connect'],
  });
});

test('every state can be reached, none is a dead end, and only a consent brings a person in', () => {
  const reached = new Set(Object.values(moves).map(({ to }) => to));
  expect([...reached].sort()).toEqual(['connected', 'disconnected', 'error']);
  for (const state of states) expect(moves.consented.from).toContain(state);
  for (const move of ['access_ended', 'access_found', 'disconnected'] as const) {
    expect(moves[move].from.every(isLive)).toBe(true);
  }
});

test('every reason says what happened, what it means, and the way out', () => {
  for (const code of Object.keys(reasons)) {
    const said = describeReason(code)!;
    expect(said.code).toBe(code);
    expect(said.words.length).toBeGreaterThan(40);
    expect(said.wayOut.length).toBeGreaterThan(10);
  }
  expect(describeReason(null)).toBeNull();
});
