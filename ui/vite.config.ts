/**
 * Builds the UI into `.build/ui`: hashed files, compressed beside themselves, nothing from elsewhere.
 * A first load above the budget fails the build, so that it is noticed by whoever caused it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const outDir = fileURLToPath(new URL('../.build/ui', import.meta.url));
const budgetBytes = 250_000;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  plugins: [react(), firstLoadBudget(), compressed()],
});

/** What a browser fetches before the first page shows: the entry, what it imports at once, their styles. */
function firstLoadBudget(): Plugin {
  return {
    name: 'first-load-budget',
    writeBundle(_options, bundle) {
      const files = [...firstLoadOf(bundle)].map((name) => ({
        name,
        size: gzipSync(bytesOf(bundle[name]!)).length,
      }));
      const whole = files.reduce((sum, file) => sum + file.size, 0);
      const lines = files.map(({ name, size }) => `  ${kilobytes(size).padStart(9)}  ${name}`);
      const verdict = `first load ${kilobytes(whole)} gzip of ${kilobytes(budgetBytes)}`;
      if (whole > budgetBytes) this.error(`${verdict}\n${lines.join('\n')}`);
      this.info(`${verdict}\n${lines.join('\n')}`);
    },
  };
}

function firstLoadOf(bundle: Rolldown.OutputBundle): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string) => {
    const file = bundle[name];
    if (seen.has(name) || file?.type !== 'chunk') return;
    seen.add(name);
    for (const style of file.viteMetadata?.importedCss ?? []) seen.add(style);
    file.imports.forEach(visit);
  };
  for (const file of Object.values(bundle)) if (file.type === 'chunk' && file.isEntry) visit(file.fileName);
  return seen;
}

function bytesOf(file: Rolldown.OutputAsset | Rolldown.OutputChunk): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** `x.js.br` and `x.js.gz`, which the server hands out as they are. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        );
      }
    },
  };
}
