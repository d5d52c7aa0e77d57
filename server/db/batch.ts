/**
 * Gathers what is asked at the same time into one transaction, without a timer: while one batch is under way the
 * next gathers, so that whoever comes alone pays nothing. Each gets its own result, after the commit.
 */
export type Enter<Item, Result> = (item: Item) => Promise<Result>;

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export function createBatch<Item, Result>(deps: {
  /** Results in the order of the items. */
  work(items: Item[]): Promise<Result[]>;
  /** Whether a failure is of the database as a whole, so that trying each alone would help nobody. */
  hopeless(error: unknown): boolean;
  most: number;
  /** So heavy a batch may be; what alone weighs more goes alone. */
  heaviest?: number;
  weightOf?(item: Item): number;
  atOnce: number;
}): Enter<Item, Result> {
  const { work, hopeless, most, heaviest = Infinity, weightOf = () => 0, atOnce } = deps;
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;

  async function runBatch(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      if (batch.length === 1 || hopeless(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await runBatch([one]);
    }
  }

  function takeNext(): Waiting<Item, Result>[] {
    let weight = 0;
    const fits = waiting.slice(0, most).findIndex(({ item }, index) => {
      weight += weightOf(item);
      return index > 0 && weight > heaviest;
    });
    return waiting.splice(0, fits < 0 ? most : fits);
  }

  function begin(): void {
    if (underWay === atOnce || waiting.length === 0) return;
    const batch = takeNext();
    underWay++;
    void runBatch(batch).finally(() => {
      underWay--;
      begin();
    });
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // Whoever arrived in the same turn of the loop goes along.
      setImmediate(begin);
    });
}
