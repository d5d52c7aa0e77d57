/** What a command prints for people: plain lines on standard output, problems on standard error. */
import pc from 'picocolors';

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function sayDone(line: string): void {
  say(`${pc.green('✓')} ${line}`);
}

/** One line of what is wrong and one of what to do. */
export function sayProblem(title: string, detail: string | undefined, wayOut: string): void {
  process.stderr.write(`${pc.red('✗')} ${title}${detail ? ` ${detail}` : ''}\n  ${wayOut}\n`);
}

export const strong = pc.bold;
export const quiet = pc.dim;
