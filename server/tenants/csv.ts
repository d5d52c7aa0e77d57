/** One line of CSV (RFC 4180) that no spreadsheet takes for a formula. */

/** A cell that begins so is computed by spreadsheets, who may send what stands beside it to anybody. */
const formula = /^\s*[=+\-@\t\r]/;

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
