/** What came of a request, for people, told from what is kept of it. */
import { CalendlyError, type CalendlyErrorKind, whatHappened } from './errors.ts';
import { findOperation } from './operations/pattern.ts';

/** `path` has names in braces where ids stood. */
export function describeFailure(
  kind: CalendlyErrorKind,
  { method, path }: { method: string; path: string },
): { words: string; wayOut: string } {
  const operation = findOperation(method, path);
  const { wayOut } = new CalendlyError({
    kind,
    operation: path,
    mayHaveActed: false,
    ...(operation ? { requiredScopes: [operation.scope], needsPlan: operation.plan } : {}),
  });
  return { words: whatHappened[kind], wayOut };
}
