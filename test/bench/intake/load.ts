/**
 * A sender in a process of its own: signed deliveries over bare sockets, as many at once as wanted, as fast as they
 * are answered or at a given rate. They are made before it begins, so that making them takes nothing from whoever
 * answers. What was acknowledged comes back by the hash of its body.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sign } from '../../support/heart.ts';
import { bodyOf, createWorld } from '../../support/world.ts';

/** Nobody here answers more. */
const perSecondAtMost = 5000;
/** Of 2.6 kB each; what is wanted beyond is made as it goes. */
const madeAtMost = 40_000;

export interface Wanted {
  port: number;
  targets: { path: string; key: string; user: string }[];
  connections: number;
  seconds: number;
  /** A second in all; undefined: as fast as they are answered. */
  rate?: number;
}

export interface Sent {
  perSecond: number;
  p50: number;
  p99: number;
  /** SHA-256 of every body that was answered 200. */
  acknowledged: string[];
  refused: number;
}

export function runLoad(wanted: Wanted): Promise<Sent> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin!.end(JSON.stringify(wanted));
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`the sender ended with ${code}`)),
    );
  });
}

/** A body of the usual size, in which only the invitee's id and name are new each time. */
function createBodies(user: string): () => Buffer {
  const world = createWorld({ host: user, random: Math.random, begins: Date.now() });
  const { uuid, event } = world.book();
  const text = bodyOf(world.sent[0]!, user).toString();
  return () => Buffer.from(text.replaceAll(uuid, randomUUID()).replaceAll(event, randomUUID()));
}

interface Tally {
  times: number[];
  acknowledged: string[];
  refused: number;
}

async function main(): Promise<void> {
  let text = '';
  for await (const line of createInterface(process.stdin)) text += line;
  const wanted = JSON.parse(text) as Wanted;
  const makers = wanted.targets.map((target) => ({ ...target, body: createBodies(target.user) }));
  const tally: Tally = { times: [], acknowledged: [], refused: 0 };
  const make = (turn: number) => {
    const { path, key, body } = makers[turn % makers.length]!;
    return requestOf(path, key, body());
  };
  const made = Math.min(madeAtMost, (wanted.rate ?? perSecondAtMost) * wanted.seconds);
  const ready = Array.from({ length: made }, (_, turn) => make(turn));
  const began = performance.now();
  const ends = began + wanted.seconds * 1000;
  let begun = 0;
  const next = async (): Promise<{ request: Buffer; hash: string } | undefined> => {
    const turn = begun++;
    const due = wanted.rate ? began + (turn * 1000) / wanted.rate : 0;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    if (performance.now() >= ends) return undefined;
    return ready[turn] ?? make(turn);
  };
  await Promise.all(Array.from({ length: wanted.connections }, () => speak(wanted.port, next, tally)));
  const seconds = (performance.now() - began) / 1000;
  const sorted = tally.times.sort((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const { acknowledged, refused } = tally;
  const sent: Sent = {
    perSecond: acknowledged.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    acknowledged,
    refused,
  };
  process.stdout.write(JSON.stringify(sent));
}

function requestOf(path: string, key: string, body: Buffer): { request: Buffer; hash: string } {
  const head =
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: Calendly\r\naccept: */*\r\naccept-encoding: gzip\r\n` +
    `content-type: application/json\r\ncalendly-webhook-signature: ${sign(key, body)}\r\n` +
    `content-length: ${body.length}\r\n\r\n`;
  return {
    request: Buffer.concat([Buffer.from(head), body]),
    hash: createHash('sha256').update(body).digest('hex'),
  };
}

/** One connection, one request after the other. */
async function speak(
  port: number,
  next: () => Promise<{ request: Buffer; hash: string } | undefined>,
  tally: Tally,
): Promise<void> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  for (let one = await next(); one; one = await next()) {
    const began = performance.now();
    const status = await answerTo(socket, one.request);
    tally.times.push(performance.now() - began);
    if (status === 200) tally.acknowledged.push(one.hash);
    else tally.refused++;
  }
  socket.destroy();
}

function answerTo(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      socket.off('data', hear);
      socket.off('close', broken);
      resolve(Number(text.slice(9, 12)));
    };
    const broken = () => reject(new Error('the connection was closed'));
    socket.on('data', hear);
    socket.once('close', broken);
    socket.write(request);
  });
}

if (import.meta.main) await main();
