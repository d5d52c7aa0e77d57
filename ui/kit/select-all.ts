/** For fields that are typed over: what stands in them is selected when they are entered. */
export function selectAll({ currentTarget }: { currentTarget: HTMLInputElement }): void {
  currentTarget.select();
}
